import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { sha256Of } from '../../encoding/index.ts'
import { isSystemError, readFileBounded, writeFileAtomically } from '../../files/index.ts'
import type { ReleaseFile } from './chain/index.ts'
import { ReleaseError } from './release-error.ts'

const MAX_FILE_BYTES = 1024 ** 3
/** What everybody may read: it is going to be published. */
const FILE_MODE = 0o644

/** How an upload folder stands to what is to be in it. */
export type FolderState = 'absent' | 'same' | 'other'

/** Looks whether the folder is already whole. */
export async function folderState(folder: string, files: readonly ReleaseFile[]): Promise<FolderState> {
  const names = await namesIn(folder)
  if (names === null || names.length === 0) return 'absent'
  if (names.length !== files.length) return 'other'
  for (const { name, bytes } of files) {
    if (!names.includes(name)) return 'other'
    const there = await readFileBounded(join(folder, name), { maxBytes: MAX_FILE_BYTES })
    if (sha256Of(there) !== sha256Of(bytes)) return 'other'
  }
  return 'same'
}

/**
 * Puts all files into a new folder, whole: they are written aside, and one rename puts them in place. A folder that is the same
 * already is left alone. Throws `ReleaseError` `target` for a folder with anything else in it.
 */
export async function moveInPlace(folder: string, files: readonly ReleaseFile[]): Promise<void> {
  switch (await folderState(folder, files)) {
    case 'same':
      return
    case 'other':
      throw occupied(folder)
    case 'absent':
      await writeAll(folder, files)
  }
}

/** Throws `ReleaseError` `target`. */
export function occupied(folder: string): ReleaseError {
  return new ReleaseError('target', {
    message: `\`${folder}\` holds something else than this release; nothing was released`,
    hint: `name another folder by --out, or look at that one and remove it`,
  })
}

async function writeAll(folder: string, files: readonly ReleaseFile[]): Promise<void> {
  await mkdir(dirname(folder), { recursive: true })
  const aside = join(dirname(folder), `.${basename(folder)}.${randomUUID()}`)
  try {
    await mkdir(aside)
    for (const { name, bytes } of files)
      await writeFileAtomically(join(aside, name), bytes, { mode: FILE_MODE })
    // rename(2) takes an empty folder's place, and no other one's.
    await rename(aside, folder)
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    if (isSystemError(error, 'ENOTEMPTY') || isSystemError(error, 'EEXIST')) throw occupied(folder)
    throw error
  }
}

async function namesIn(folder: string): Promise<readonly string[] | null> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return null
    if (isSystemError(error, 'ENOTDIR')) throw occupied(folder)
    throw error
  }
}
