import { createHash } from 'node:crypto'
import { lstat, readdir, readFile, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePrivateFolder, writeFileAtomically } from '../../src/files/index.ts'

/** Bundles that nobody has used for this long are removed. */
const KEEP_MS = 7 * 86_400_000

/**
 * Writes a bundle into `folder` under the digest of its content and gives its path; the same certificates give the
 * same file. 0600, in a 0700 folder.
 */
export async function writeBundle(folder: string, blocks: readonly string[]): Promise<string> {
  const text = [...new Set(blocks)].join('')
  const path = join(folder, `bundle-${createHash('sha256').update(text).digest('hex').slice(0, 32)}.pem`)
  await ensurePrivateFolder(folder)
  if (!(await holds(path, text))) await writeFileAtomically(path, text, { mode: 0o600 })
  return path
}

/** What is there is read: a bundle with another authority in it may be as long. */
async function holds(path: string, text: string): Promise<boolean> {
  const known = await lstat(path).catch(() => null)
  if (known === null || !known.isFile() || known.size !== Buffer.byteLength(text)) return false
  return Buffer.from(text).equals(await readFile(path))
}

/** Removes bundles of earlier days. Only for the one that holds the lock, before it serves a run. */
export async function removeOldBundles(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => /^bundle-[0-9a-f]{32}\.pem$/.test(each))) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && now - found.mtimeMs > KEEP_MS) await unlink(path).catch(() => undefined)
  }
}
