import { randomUUID } from 'node:crypto'
import { open, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file so that a reader, or a machine that lost power, finds either the old or the whole new content: aside,
 * fsync, rename, fsync of the folder. `mode` holds whatever the umask is. Nothing is left behind on failure.
 */
export async function writeFileAtomically(
  path: string,
  content: Uint8Array | string,
  { mode = 0o600 }: { readonly mode?: number } = {},
): Promise<void> {
  const aside = join(dirname(path), `.${basename(path)}.${randomUUID()}`)
  try {
    await writeWhole(aside, content, mode)
    await rename(aside, path)
  } catch (error) {
    await rm(aside, { force: true })
    throw error
  }
  await syncFolder(dirname(path))
}

/** Writes a new file and waits until it is on the disk. Fails when the path exists. */
export async function writeWhole(path: string, content: Uint8Array | string, mode: number): Promise<void> {
  const file = await open(path, 'wx', mode)
  try {
    await file.writeFile(content)
    await file.chmod(mode)
    await file.sync()
  } finally {
    await file.close()
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
