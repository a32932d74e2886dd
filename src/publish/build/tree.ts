import { chmod, lstat, lutimes, mkdir, readdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { CanonicalMember } from '../canonical/index.ts'

const BY_BYTES = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b))
const FILE = 0o644
const PROGRAM = 0o755
const ANY_MAY_RUN = 0o111

/** Writes files in the order of their names, so that folders list them alike where a file system keeps the order. */
export async function writeTree(
  folder: string,
  files: readonly CanonicalMember[],
  epochSeconds: number,
): Promise<void> {
  for (const { name, content } of files.toSorted((a, b) => BY_BYTES(a.name, b.name))) {
    const path = join(folder, name)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, content, { flag: 'wx' })
  }
  const programs = new Set(
    files.filter(({ isExecutable }) => isExecutable).map(({ name }) => join(folder, name)),
  )
  await settleTree(folder, epochSeconds, (path) => programs.has(path))
}

/** Gives a tree the modes and times that every copy has; what is below `.git` is left. Links are not followed. */
export async function settleTree(
  folder: string,
  epochSeconds: number,
  runs: (path: string, mode: number) => boolean = (_path, mode) => (mode & ANY_MAY_RUN) !== 0,
): Promise<void> {
  for (const name of (await readdir(folder)).toSorted(BY_BYTES)) {
    if (name === '.git') continue
    const path = join(folder, name)
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) await lutimes(path, epochSeconds, epochSeconds)
    else if (stats.isDirectory()) await settleTree(path, epochSeconds, runs)
    else {
      await chmod(path, runs(path, stats.mode) ? PROGRAM : FILE)
      await utimes(path, epochSeconds, epochSeconds)
    }
  }
  await chmod(folder, PROGRAM)
  await utimes(folder, epochSeconds, epochSeconds)
}
