import {
  keyringOf,
  parseRevocation,
  parseTrustedRoot,
  standingOfRecord,
  standingOfRevocation,
  TrustError,
  type Keyring,
  type KeyStanding,
  type Revocation,
  type SigstoreRoot,
} from '../../../trust/index.ts'
import { SourcesError } from '../../sources-error.ts'
import { KEY_ENDINGS, readDirectoryKey, readRecord, type DirectoryKey } from './key-files.ts'
import { readKeyringFile, type KeyringFile } from './keyring-file.ts'
import { readPerson, type Person } from './person-file.ts'

/** What a directory's files say. */
export interface DirectoryContent {
  readonly people: readonly Person[]
  readonly keys: readonly DirectoryKey[]
  readonly keyringFiles: readonly KeyringFile[]
  readonly keyrings: readonly Keyring[]
  readonly roots: readonly SigstoreRoot[]
  readonly revocations: readonly { readonly path: string; readonly revocation: Revocation }[]
  /** Of its records; those of its revocations are kept apart, since they are kept for ever. */
  readonly standings: readonly KeyStanding[]
  /** What can't be read: a key, keyring or root is left out, which can only refuse more. */
  readonly problems: readonly string[]
  /** Revocations that can't be read: whom they name is not known, so that nothing of the directory counts. */
  readonly unreadable: readonly string[]
}

/** Reads what a directory's files say. `label`: what people call it. Never throws for any bytes. */
export async function readContent(
  files: ReadonlyMap<string, Uint8Array>,
  label: string,
): Promise<DirectoryContent> {
  const problems: string[] = []
  const unreadable: string[] = []
  const each = <Value>(
    form: RegExp,
    read: (path: string, bytes: Uint8Array) => Value,
    told = problems,
  ): Value[] =>
    [...files].flatMap(([path, bytes]) => {
      if (!form.test(path)) return []
      const found = attempt(() => read(path, bytes))
      if (!(found instanceof Error)) return [found]
      told.push(`directory \`${label}\`: ${found.message}`)
      return []
    })
  const people = each(/^keys\/people\//, readPerson)
  const records = each(/^keys\/[0-9A-F]+\.yaml$/, readRecord)
  const revocations = each(
    /^revocations\//,
    (path, bytes) => ({ path, revocation: parseRevocation(bytes) }),
    unreadable,
  )
  const keyringFiles = each(/^keyrings\//, readKeyringFile)
  const roots = each(/^trust-roots\//, (path, bytes) => parseTrustedRoot(path.split('/')[1] ?? '', bytes))
  const keys: DirectoryKey[] = []
  for (const record of records) {
    const holder = people.find(({ name }) => name === record.holder)
    const bytes = files.get(`keys/${record.fingerprint}.${KEY_ENDINGS[record.kind]}`)
    if (holder === undefined || bytes === undefined) {
      const found = holder === undefined ? `nobody called \`${record.holder}\`` : 'a record without its key'
      problems.push(`directory \`${label}\`: key ${record.fingerprint}: ${found}`)
      continue
    }
    const key = await readDirectoryKey(record, bytes, holder.contact).catch(expected)
    if (key instanceof Error) problems.push(`directory \`${label}\`: ${key.message}`)
    else keys.push(key)
  }
  return {
    people,
    keys,
    keyringFiles,
    keyrings: keyringFiles.map((file) => keyringFrom(file, keys)),
    roots,
    revocations,
    standings: records.map((record) => standingOfRecord(record, `directory ${label}, its record`)),
    problems,
    unreadable,
  }
}

function keyringFrom(
  { name, people, purpose, authorities }: KeyringFile,
  keys: readonly DirectoryKey[],
): Keyring {
  const mine = keys.filter(
    ({ record }) => people.includes(record.holder) && record.purpose.some((each) => purpose.includes(each)),
  )
  return keyringOf(name, {
    keys: mine.flatMap((each) => (each.kind === 'openpgp' ? [each.key] : [])),
    plainKeys: mine.flatMap((each) => (each.kind === 'plain' ? [each.key] : [])),
    authorities: keys.flatMap((each) =>
      each.kind === 'certificate' && authorities.includes(each.record.fingerprint) ? [each.certificate] : [],
    ),
  })
}

/** What a revocation says of its key. */
export function revocationStanding(revocation: Revocation, path: string, label: string): KeyStanding {
  return standingOfRevocation(revocation, `directory ${label}, ${path} by ${revocation.by}`)
}

function attempt<Value>(read: () => Value): Value | Error {
  try {
    return read()
  } catch (error) {
    return expected(error)
  }
}

function expected(error: unknown): Error {
  if (error instanceof SourcesError || error instanceof TrustError) return error
  throw error
}
