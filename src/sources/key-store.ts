import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePrivateFolder, writeFileAtomically } from '../files/index.ts'
import { keyringOf, parseKeys, type ImportedKey, type Keyring } from '../trust/index.ts'
import { readAuthorities, removeAuthority } from './authority-store.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** A key with the keyring it lies in. */
export interface StoredKey {
  readonly keyring: string
  readonly key: ImportedKey
}

/** All keys, and the files that hold none: they are left out of trust, which can only refuse more. */
export interface KeyListing {
  readonly keyrings: readonly Keyring[]
  readonly problems: readonly string[]
}

export const MAX_KEY_FILE_BYTES = 1024 * 1024
const MAX_KEYS = 2000
const KEYRING_NAME = /^[a-z0-9](?:[a-z0-9._-]{0,62}[a-z0-9])?$/
const KEY_FILE = /^[0-9A-F]{40,64}\.asc$/

/** Puts the public keys in `bytes` (armored or binary) into a keyring, one file a key. Throws `SourcesError` `keyring` or `key`. */
export async function importKeys(
  keysDir: string,
  keyring: string,
  bytes: Uint8Array,
): Promise<readonly ImportedKey[]> {
  checkKeyring(keyring)
  const keys = await parseKeys(bytes)
  if (keys.length === 0) throw new SourcesError('key', { message: 'there is no OpenPGP public key in it' })
  const folder = await keyringFolder(keysDir, keyring)
  for (const key of keys) await writeFileAtomically(join(folder, `${key.fingerprint}.asc`), key.armored)
  return keys
}

/** The folder of a keyring, made where it is new. Throws `SourcesError` `keyring`. */
export async function keyringFolder(keysDir: string, keyring: string): Promise<string> {
  checkKeyring(keyring)
  await ensurePrivateFolder(keysDir)
  const folder = join(keysDir, keyring)
  await ensurePrivateFolder(folder)
  return folder
}

/** Takes the key with this full fingerprint, or the CA with this sha256, out of a keyring, or out of all. Returns the keyrings it was in. */
export async function removeKey(
  keysDir: string,
  fingerprint: string,
  keyring: string | null = null,
): Promise<readonly string[]> {
  const file = `${fingerprint.replaceAll(' ', '').toUpperCase()}.asc`
  if (!KEY_FILE.test(file)) {
    throw new SourcesError('key', {
      message: `\`${fingerprint}\` is no full fingerprint`,
      hint: 'trustctl keys list',
    })
  }
  if (keyring !== null) checkKeyring(keyring)
  const removed: string[] = []
  for (const each of keyring === null ? await keyringNames(keysDir) : [keyring]) {
    const isAuthority = await removeAuthority(join(keysDir, each), fingerprint)
    const isKey = (await names(join(keysDir, each))).includes(file)
    if (isKey) await rm(join(keysDir, each, file))
    if (isKey || isAuthority) removed.push(each)
  }
  return removed
}

/** Names of the keyrings, sorted. */
export async function keyringNames(keysDir: string): Promise<readonly string[]> {
  return (await names(keysDir)).filter((name) => KEYRING_NAME.test(name)).toSorted()
}

/** Reads every keyring. A file that can't be used is named in `problems`. */
export async function readKeyrings(keysDir: string): Promise<KeyListing> {
  const problems: string[] = []
  const keyrings = []
  let left = MAX_KEYS
  for (const name of await keyringNames(keysDir)) {
    const files = (await names(join(keysDir, name))).filter((file) => KEY_FILE.test(file)).toSorted()
    if (files.length > left) problems.push(`keyring \`${name}\`: more than ${MAX_KEYS} keys in all`)
    const keys: ImportedKey[] = []
    for (const file of files.slice(0, left))
      keys.push(...(await readKey(join(keysDir, name), file, problems)))
    left = Math.max(0, left - files.length)
    keyrings.push(keyringOf(name, { keys, ...(await readAuthorities(join(keysDir, name), problems)) }))
  }
  return { keyrings, problems }
}

/** The file's name is the key's fingerprint: a file that holds another key is not what was imported. */
async function readKey(folder: string, file: string, problems: string[]): Promise<readonly ImportedKey[]> {
  const path = join(folder, file)
  try {
    const keys = await parseKeys(await readTrustedFile(path, MAX_KEY_FILE_BYTES))
    const [key] = keys
    if (keys.length === 1 && key !== undefined && `${key.fingerprint}.asc` === file) return keys
    problems.push(`\`${path}\` does not hold the one key that its name says`)
  } catch (error) {
    problems.push(`\`${path}\`: ${error instanceof Error ? error.message : String(error)}`)
  }
  return []
}

async function names(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR'))
      return []
    throw error
  }
}

function checkKeyring(name: string): void {
  if (KEYRING_NAME.test(name)) return
  throw new SourcesError('keyring', {
    message: `\`${name}\` can't be a keyring's name: lower-case letters, digits, \`.\`, \`_\` and \`-\``,
  })
}
