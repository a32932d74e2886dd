import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { inspectArchive, type ArchiveInspection, type ArchiveLimits } from '../../src/artifact/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

/** Writes the bytes to a file that is gone when the test ends. */
export async function archiveFile(t: ExecutionContext, bytes: Uint8Array): Promise<string> {
  const path = join(await temporaryFolder(t), 'archive')
  await writeFile(path, bytes)
  return path
}

export async function inspectBytes(
  t: ExecutionContext,
  bytes: Uint8Array,
  limits?: ArchiveLimits,
): Promise<ArchiveInspection> {
  return await inspectArchive(await archiveFile(t, bytes), limits)
}

/** The codes of what is wrong with these bytes. */
export async function codesOf(
  t: ExecutionContext,
  bytes: Uint8Array,
  limits?: ArchiveLimits,
): Promise<readonly string[]> {
  return (await inspectBytes(t, bytes, limits)).problems.map(({ code }) => code)
}

export const METADATA = 'Metadata-Version: 2.1\nName: Foo\nVersion: 1.0\n\nA text.\n'
