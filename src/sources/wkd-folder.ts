import { createHash } from 'node:crypto'
import type { Dirent } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError, readFileBounded } from '../files/index.ts'
import { MAX_KEYS_BYTES, parseKeys, type ImportedKey } from '../trust/index.ts'
import { SourcesError } from './sources-error.ts'

/** Files of one folder; a company's people are some thousands. */
export const MAX_WKD_FILES = 2000
const ALPHABET = 'ybndrfg8ejkmcpqxot1uwisza345h769'
const KEY_NAME = /^[ybndrfg8ejkmcpqxot1uwisza345h769]{32}$/
const HASHED_USERS = 'hu'

/**
 * All keys of a copy of a Web Key Directory: `openpgpkey/<domain>/hu/<name>` and `.well-known/openpgpkey/hu/<name>`
 * (draft-koch-openpgp-webkey-service §3.1), in `folder` or below it. A file's name is the hash of the local part of the
 * address that the key is for, and a key without such an address is not what the directory promises. Throws `SourcesError`
 * `key`, or `TrustError`.
 */
export async function readWkdFolder(folder: string): Promise<readonly ImportedKey[]> {
  const files = await keyFiles(folder)
  if (files.length === 0) {
    throw new SourcesError('key', {
      message: `there is no Web Key Directory in \`${folder}\`: no file in a folder \`hu\` with a hash for its name`,
      hint: 'name the key files themselves, or the folder that holds `openpgpkey`',
    })
  }
  if (files.length > MAX_WKD_FILES) throw tooMany(folder, files.length)
  const keys: ImportedKey[] = []
  for (const file of files) keys.push(...(await keysOf(file)))
  return keys
}

/** `folder` may be the directory's root, its parent, the folder of one domain, or `hu` itself. Links are not followed. */
async function keyFiles(folder: string): Promise<readonly string[]> {
  const roots = [folder, join(folder, 'openpgpkey'), join(folder, '.well-known', 'openpgpkey')]
  const files = basename(folder) === HASHED_USERS ? [await keysIn(folder)] : []
  for (const root of roots) {
    files.push(await keysIn(join(root, HASHED_USERS)))
    const domains = (await entriesOf(root)).filter((entry) => entry.isDirectory())
    for (const { name } of domains) {
      if (name.includes('.')) files.push(await keysIn(join(root, name, HASHED_USERS)))
    }
  }
  return files.flat()
}

async function keysIn(folder: string): Promise<readonly string[]> {
  const entries = (await entriesOf(folder)).filter((entry) => entry.isFile() && KEY_NAME.test(entry.name))
  return entries.map(({ name }) => join(folder, name)).toSorted()
}

async function entriesOf(folder: string): Promise<readonly Dirent[]> {
  try {
    return await readdir(folder, { withFileTypes: true })
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return []
    throw error
  }
}

async function keysOf(file: string): Promise<readonly ImportedKey[]> {
  const keys = await parseKeys(await readFileBounded(file, { maxBytes: MAX_KEYS_BYTES }))
  const above = basename(dirname(dirname(file)))
  const domain = above.includes('.') && !above.startsWith('.') ? above : null
  const stray = keys.find(({ userIds }) => !userIds.some((id) => isFor(id, basename(file), domain)))
  if (stray === undefined) return keys
  throw new SourcesError('key', {
    message: `\`${file}\` holds key ${stray.fingerprint}, which has no address with this hash`,
    hint: 'ask the directory’s keeper; or name the file itself once the key’s fingerprint is compared',
  })
}

function isFor(userId: string, name: string, domain: string | null): boolean {
  const address = /<([^<>]*)>\s*$/.exec(userId)?.[1] ?? userId
  const at = address.lastIndexOf('@')
  if (at < 1 || wkdName(address.slice(0, at)) !== name) return false
  return domain === null || address.slice(at + 1).toLowerCase() === domain.toLowerCase()
}

/** SHA-1 of the lower-case local part in z-base-32 (RFC 6189 §5.1.6): a name for it, no proof of anything. */
export function wkdName(localPart: string): string {
  const bits = [...createHash('sha1').update(localPart.toLowerCase()).digest()]
    .map((octet) => octet.toString(2).padStart(8, '0'))
    .join('')
  return (bits.match(/.{5}/g) ?? []).map((five) => ALPHABET[Number.parseInt(five, 2)]).join('')
}

function tooMany(folder: string, found: number): SourcesError {
  return new SourcesError('key', {
    message: `\`${folder}\` holds ${found} files, more than the limit of ${MAX_WKD_FILES}`,
    hint: 'name the folder of the people whose keys are needed',
  })
}
