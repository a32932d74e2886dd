import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  acquireLock,
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { TrustError, type KeyRecord } from '../../trust/index.ts'
import { keyRecordText, MAX_RECORD_BYTES, parseKeyRecord } from '../../sources/index.ts'
import { MAX_KEY_FILE_BYTES } from './encrypted-pem.ts'
import { keyPlaceText, MAX_PLACE_BYTES, parseKeyPlace, type KeyPlace } from './key-place.ts'
import { KeysError } from './keys-error.ts'

/** A key of one's own. */
export interface OwnKey {
  readonly record: KeyRecord
  readonly place: KeyPlace
}

/** All that is kept of a new key. */
export interface NewKey extends OwnKey {
  /** As others take it: PEM, minisign's `.pub`, an armored OpenPGP key, certificates in PEM. */
  readonly publicText: string
  /** Sealed; null where it is kept elsewhere. */
  readonly secretText: string | null
}

export interface OwnKeys {
  readonly keys: readonly OwnKey[]
  /** Files that can't be used, in words. */
  readonly problems: readonly string[]
}

/** A publisher's own keys in a folder (0700): `FINGERPRINT.yaml`, its public half, and `.key` (0600) with the private one. */
export interface KeyFolder {
  readonly folder: string
  readonly list: () => Promise<OwnKeys>
  /** The key of this fingerprint, or the one whose fingerprint begins so (eight digits at least). Throws `KeysError` `no-key`. */
  readonly find: (name: string) => Promise<OwnKey>
  /** Throws `KeysError` `exists`. */
  readonly add: (key: NewKey) => Promise<void>
  /** Puts a changed record in place of the key's. */
  readonly change: (record: KeyRecord) => Promise<void>
  readonly publicFile: (record: KeyRecord) => Promise<Uint8Array>
  /** The sealed private half. Throws `KeysError` `key-file` where others may read it. */
  readonly secretFile: (record: KeyRecord) => Promise<Uint8Array>
}

const RECORD = /^((?:[0-9A-F]{40}|[0-9A-F]{64}))\.yaml$/
const SHORTEST_NAME = 8
const ENDINGS = { openpgp: 'asc', plain: 'pem', minisign: 'pub', certificate: 'pem' } as const

/** Opens the folder, which is made with the first key. */
export function keyFolder(folder: string): KeyFolder {
  const fileOf = (fingerprint: string, ending: string): string => join(folder, `${fingerprint}.${ending}`)
  const list = (): Promise<OwnKeys> => listKeys(folder)
  return {
    folder,
    list,
    find: async (name) => found(name, (await list()).keys),
    add: (key) => locked(folder, () => addKey(folder, key)),
    change: (record) =>
      locked(folder, () => writeFileAtomically(fileOf(record.fingerprint, 'yaml'), keyRecordText(record))),
    publicFile: ({ fingerprint, kind }) =>
      readPrivate(fileOf(fingerprint, ENDINGS[kind]), MAX_KEY_FILE_BYTES),
    secretFile: ({ fingerprint }) => readPrivate(fileOf(fingerprint, 'key'), MAX_KEY_FILE_BYTES),
  }
}

/** What a key's public half is called, without the folder. */
export function publicFileName({ fingerprint, kind }: KeyRecord): string {
  return `${fingerprint}.${ENDINGS[kind]}`
}

async function listKeys(folder: string): Promise<OwnKeys> {
  const names = await namesIn(folder)
  if (names === null) return { keys: [], problems: [] }
  const fingerprints = names.flatMap((name) => RECORD.exec(name)?.[1] ?? []).toSorted()
  const read = await Promise.all(fingerprints.map((fingerprint) => readKey(folder, fingerprint)))
  return {
    keys: read.filter((each) => typeof each !== 'string'),
    problems: read.filter((each) => typeof each === 'string'),
  }
}

async function readKey(folder: string, fingerprint: string): Promise<OwnKey | string> {
  const file = join(folder, `${fingerprint}.yaml`)
  try {
    const record = parseKeyRecord(await readPrivate(file, MAX_RECORD_BYTES))
    if (record.fingerprint !== fingerprint) return `\`${file}\` is about another key than its name says`
    const where = join(folder, `${fingerprint}.where.json`)
    return { record, place: parseKeyPlace(await readPrivate(where, MAX_PLACE_BYTES), where) }
  } catch (error) {
    if (error instanceof TrustError || error instanceof KeysError) return `\`${file}\`: ${error.message}`
    throw error
  }
}

/** The private half first: a record without one would be a key that nobody has. */
async function addKey(folder: string, { record, place, publicText, secretText }: NewKey): Promise<void> {
  const { fingerprint } = record
  const names = (await namesIn(folder)) ?? []
  if (names.includes(`${fingerprint}.yaml`)) {
    const message = `there is a key ${fingerprint} already`
    throw new KeysError('exists', { message, hint: `trustctl keys show ${fingerprint}` })
  }
  const files: readonly (readonly [string, string])[] = [
    ...(secretText === null ? [] : [[`${fingerprint}.key`, secretText] as const]),
    [publicFileName(record), publicText],
    [`${fingerprint}.where.json`, keyPlaceText(place)],
    [`${fingerprint}.yaml`, keyRecordText(record)],
  ]
  try {
    for (const [name, text] of files) await writeFileAtomically(join(folder, name), text)
  } catch (error) {
    for (const [name] of files) await rm(join(folder, name), { force: true })
    throw error
  }
}

function found(name: string, keys: readonly OwnKey[]): OwnKey {
  const wanted = name.toUpperCase()
  const fitting = keys.filter(({ record }) => record.fingerprint.startsWith(wanted))
  const [only, ...others] = fitting
  if (only !== undefined && others.length === 0 && wanted.length >= SHORTEST_NAME) return only
  const many = `${fitting.length} keys begin with \`${name}\``
  const message =
    wanted.length < SHORTEST_NAME
      ? `\`${name}\` names no key: it is too short`
      : `there is no key \`${name}\``
  throw new KeysError('no-key', { message: others.length > 0 ? many : message, hint: 'trustctl keys list' })
}

async function locked<Result>(folder: string, step: () => Promise<Result>): Promise<Result> {
  await readable(() => ensurePrivateFolder(folder))
  const lock = await acquireLock(join(folder, 'lock'))
  if (lock === null) {
    const message = `another process changes the keys in \`${folder}\``
    throw new KeysError('key-file', { message, hint: 'try again when it has ended' })
  }
  try {
    return await step()
  } finally {
    await lock.release()
  }
}

async function namesIn(folder: string): Promise<readonly string[] | null> {
  try {
    const names = await readdir(folder)
    await readable(() => ensurePrivateFolder(folder))
    return names
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    throw error
  }
}

async function readPrivate(path: string, maxBytes: number): Promise<Uint8Array> {
  return await readable(async () => {
    await checkPrivateFile(path)
    return await readFileBounded(path, { maxBytes })
  })
}

async function readable<Result>(step: () => Promise<Result>): Promise<Result> {
  try {
    return await step()
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    throw new KeysError('key-file', {
      message: `the keys can not be used: ${cause.message}`,
      hint: cause.hint ?? 'trustctl keys list',
      cause,
    })
  }
}
