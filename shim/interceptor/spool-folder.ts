import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { ensurePrivateFolder } from '../../src/files/index.ts'

/** A private, empty folder of this process for what is held back; those that killed processes left are removed. */
export async function makeSpoolFolder(cache: string): Promise<string> {
  const parent = join(cache, 'spool')
  await ensurePrivateFolder(parent)
  for (const name of await readdir(parent)) {
    if (!isAlive(Number(name)) || Number(name) === process.pid)
      await rm(join(parent, name), { recursive: true, force: true })
  }
  const folder = join(parent, String(process.pid))
  await ensurePrivateFolder(folder)
  return folder
}

function isAlive(pid: number): boolean {
  try {
    return Number.isSafeInteger(pid) && pid > 0 && process.kill(pid, 0)
  } catch {
    return false
  }
}
