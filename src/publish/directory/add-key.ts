import {
  keyRecordText,
  KEY_ENDINGS,
  keyringText,
  NAME,
  readDirectoryKey,
  readKeyringFile,
  readRecord,
  roleOfPath,
  type KeyringFile,
} from '../../sources/index.ts'
import { parseTrustedRoot, type KeyRecord } from '../../trust/index.ts'
import { peopleIn } from './add-person.ts'
import { changeDirectory, type DirectoryNow } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import type { DraftRole } from './documents.ts'

export interface KeyWish {
  readonly record: KeyRecord
  /** The public key's file: `.asc`, `.pem`, `.pub`, or a CA's certificate. */
  readonly publicFile: Uint8Array
  /** The keyrings that it is to be in; new ones are made. */
  readonly keyrings: readonly string[]
}

const ENDS = ['verify-only', 'retired', 'revoked'] as const

/** Whether the record's proof of possession is by the key in the file. */
export type ProvesPossession = (record: KeyRecord, publicFile: Uint8Array) => Promise<boolean>

/**
 * Drafts a key with its record, or what is new of one. Its holder must be a person of the directory, under the contact that the
 * directory has, and must have shown to have it. Throws `DirectoryError` `person`, `key`, `possession`.
 */
export async function addKey(
  folder: string,
  { record, publicFile, keyrings }: KeyWish,
  provesPossession: ProvesPossession,
  now: number,
): Promise<readonly DraftRole[]> {
  if (!(await provesPossession(record, publicFile))) throw notShown(record)
  return await changeDirectory(folder, now, async (before) => {
    const holder = peopleIn(before).find(({ name }) => name === record.holder)
    if (holder === undefined) throw nobody(record)
    if (holder.contact !== record.owner) throw otherOwner(record, holder.contact)
    await readDirectoryKey(record, publicFile, holder.contact)
    checkForward(before, record)
    const put = new Map<string, Uint8Array>([
      [`keys/${record.fingerprint}.${KEY_ENDINGS[record.kind]}`, publicFile],
      [`keys/${record.fingerprint}.yaml`, Buffer.from(keyRecordText(record))],
    ])
    for (const name of keyrings) {
      const file = withKey(keyringIn(before, name), record)
      put.set(`keyrings/${name}.yaml`, Buffer.from(keyringText(file)))
    }
    return { put }
  })
}

/** Drafts a Sigstore instance that followers are to trust. Throws `DirectoryError` `person` for a name, and `TrustError`. */
export async function addTrustRoot(
  folder: string,
  name: string,
  trustedRoot: Uint8Array,
  now: number,
): Promise<readonly DraftRole[]> {
  const path = `trust-roots/${name}/trusted_root.json`
  if (roleOfPath(path) === null) throw badName(name)
  parseTrustedRoot(name, trustedRoot)
  return await changeDirectory(folder, now, () => ({ put: new Map([[path, trustedRoot]]) }))
}

function keyringIn({ files }: DirectoryNow, name: string): KeyringFile {
  if (!NAME.test(name)) throw badName(name)
  const path = `keyrings/${name}.yaml`
  const bytes = files.get(path)
  if (bytes !== undefined) return readKeyringFile(path, bytes)
  return { format: 1, name, people: [], purpose: ['release'], authorities: [] }
}

function withKey(file: KeyringFile, { kind, fingerprint, holder }: KeyRecord): KeyringFile {
  return kind === 'certificate'
    ? { ...file, authorities: [...new Set([...file.authorities, fingerprint])].toSorted() }
    : { ...file, people: [...new Set([...file.people, holder])].toSorted() }
}

/** What ended stays ended: a record that forgets it would bring a key back. */
function checkForward({ files }: DirectoryNow, record: KeyRecord): void {
  const path = `keys/${record.fingerprint}.yaml`
  const bytes = files.get(path)
  const before = bytes === undefined ? null : readRecord(path, bytes)
  if (before === null || endOf(record) >= endOf(before)) return
  throw new DirectoryError('key', {
    message: `key ${record.fingerprint} is ${before.state} in the directory, and this record says ${record.state}: a key never goes back`,
    hint: 'make a new one: trustctl keys new',
  })
}

/** How far a person has ended it. */
function endOf({ state }: KeyRecord): number {
  return ENDS.findIndex((each) => each === state)
}

function notShown({ fingerprint, holder }: KeyRecord): DirectoryError {
  return new DirectoryError('possession', {
    message: `nothing shows that \`${holder}\` has key ${fingerprint}: its record’s proof is by another key, or over something else`,
    hint: 'let its holder export it: trustctl keys export',
  })
}

function nobody({ fingerprint, holder }: KeyRecord): DirectoryError {
  return new DirectoryError('person', {
    message: `key ${fingerprint} is held by \`${holder}\`, who is nobody of the directory`,
    hint: `trustctl directory add-person ${holder} --key FILE --contact TEXT`,
  })
}

function otherOwner({ fingerprint, owner }: KeyRecord, contact: string): DirectoryError {
  return new DirectoryError('person', {
    message: `key ${fingerprint} is owned by \`${owner}\`: expected \`${contact}\`, as the directory has its holder, since policies count people by it`,
    hint: 'trustctl keys new --owner TEXT; or: trustctl directory add-person NAME --contact TEXT',
  })
}

function badName(name: string): DirectoryError {
  return new DirectoryError('person', {
    message: `\`${name}\` can't be a name in a directory: expected lower-case letters, digits, \`.\`, \`_\` and \`-\``,
  })
}
