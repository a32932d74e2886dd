import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePrivateFolder, writeFileAtomically } from '../files/index.ts'
import {
  keyringOf,
  looksLikePlainKey,
  parseKeys,
  type ImportedKey,
  type Keyring,
  type PlainKey,
} from '../trust/index.ts'
import { readAuthorities, removeAuthority } from './authority-store.ts'
import { importPlainKey, PLAIN_KEY_FILE, readPlainKey } from './plain-keys.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'
import { readWkdFolder } from './wkd-folder.ts'

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

/** A plain key with the keyring it lies in. */
export interface StoredPlainKey {
  readonly keyring: string
  readonly key: PlainKey
}

/** What an import put into the keyring. */
export interface ImportedKeys {
  readonly keys: readonly ImportedKey[]
  readonly plainKeys: readonly PlainKey[]
}

/**
 * Puts the public keys in `bytes` into a keyring, one file a key: OpenPGP's (armored or binary), or one plain key (minisign, PEM),
 * whose `owner` must be said. Throws `SourcesError` `keyring` or `key`, and `TrustError`.
 */
export async function importKeys(
  keysDir: string,
  keyring: string,
  bytes: Uint8Array,
  owner: string | null = null,
): Promise<ImportedKeys> {
  checkKeyring(keyring)
  if (looksLikePlainKey(bytes)) {
    const key = await importPlainKey(async () => await keyringFolder(keysDir, keyring), bytes, owner)
    return { keys: [], plainKeys: [key] }
  }
  if (owner !== null) throw ownerOfOpenPgp()
  return { keys: await storeKeys(keysDir, keyring, await parseKeys(bytes)), plainKeys: [] }
}

/** The same with all keys of a copy of a Web Key Directory. */
export async function importKeyFolder(
  keysDir: string,
  keyring: string,
  folder: string,
): Promise<readonly ImportedKey[]> {
  checkKeyring(keyring)
  return storeKeys(keysDir, keyring, await readWkdFolder(folder))
}

async function storeKeys(
  keysDir: string,
  keyring: string,
  keys: readonly ImportedKey[],
): Promise<readonly ImportedKey[]> {
  for (const key of keys) await checkStorable(join(keysDir, keyring), key, keys)
  const folder = await keyringFolder(keysDir, keyring)
  for (const key of keys) await writeFileAtomically(join(folder, `${key.fingerprint}.asc`), key.armored)
  return keys
}

function ownerOfOpenPgp(): SourcesError {
  const hint = 'leave `--owner` out: it is for minisign keys and public keys in PEM'
  return new SourcesError('key', { message: 'an OpenPGP key says itself whose it is', hint })
}

/** Nothing is stored that couldn't be read again, and no older copy of a key takes its revocation away. */
async function checkStorable(
  folder: string,
  { fingerprint, armored, revoked }: ImportedKey,
  beside: readonly ImportedKey[],
): Promise<void> {
  if (Buffer.byteLength(armored) > MAX_KEY_FILE_BYTES) {
    throw new SourcesError('key', {
      message: `key ${fingerprint} has more than ${MAX_KEY_FILE_BYTES} bytes`,
      hint: 'leave others’ signatures out: `gpg --export-options export-minimal --armor --export FINGERPRINT`',
    })
  }
  if (revoked) return
  const stored = await readKey(folder, `${fingerprint}.asc`, [])
  if (![...stored, ...beside].some((each) => each.fingerprint === fingerprint && each.revoked)) return
  throw new SourcesError('key', {
    message: `key ${fingerprint} is revoked, and the copy in this file is an older one that is not`,
    hint: `if it is meant: trustctl keys remove ${fingerprint}, then import the copy by itself`,
  })
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
  const name = fingerprint.replaceAll(' ', '').toUpperCase()
  const files = [`${name}.asc`, `${name}.json`].filter((file) => isKeyFile(file))
  if (files.length === 0) {
    throw new SourcesError('key', {
      message: `\`${fingerprint}\` is no full fingerprint`,
      hint: 'trustctl keys list',
    })
  }
  if (keyring !== null) checkKeyring(keyring)
  const removed: string[] = []
  for (const each of keyring === null ? await keyringNames(keysDir) : [keyring]) {
    const isAuthority = await removeAuthority(join(keysDir, each), fingerprint)
    const there = (await names(join(keysDir, each))).filter((file) => files.includes(file))
    for (const file of there) await rm(join(keysDir, each, file))
    if (there.length > 0 || isAuthority) removed.push(each)
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
    const files = (await names(join(keysDir, name))).filter(isKeyFile).toSorted()
    if (files.length > left) problems.push(`keyring \`${name}\`: more than ${MAX_KEYS} keys in all`)
    keyrings.push(await readKeyring(keysDir, name, files.slice(0, left), problems))
    left = Math.max(0, left - files.length)
  }
  return { keyrings, problems }
}

async function readKeyring(
  keysDir: string,
  name: string,
  files: readonly string[],
  problems: string[],
): Promise<Keyring> {
  const folder = join(keysDir, name)
  const keys: ImportedKey[] = []
  const plainKeys: PlainKey[] = []
  for (const file of files) {
    if (!PLAIN_KEY_FILE.test(file)) {
      keys.push(...(await readKey(folder, file, problems)))
      continue
    }
    const read = await readPlainKey(folder, file)
    if (typeof read === 'string') problems.push(read)
    else plainKeys.push(read)
  }
  return keyringOf(name, { keys, plainKeys, ...(await readAuthorities(folder, problems)) })
}

function isKeyFile(name: string): boolean {
  return KEY_FILE.test(name) || PLAIN_KEY_FILE.test(name)
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
