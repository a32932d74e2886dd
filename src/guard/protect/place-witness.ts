import { mkdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { FilesError, isSystemError, readFileBounded, writeFileAtomically } from '../../files/index.ts'
import type { GuardWorld } from './guard-world.ts'
import { ProtectError } from './protect-error.ts'
import { MODULE_NAME, moduleText, PTH_NAME, PTH_TEXT } from './pth-files.ts'

const FILE_MODE = 0o644
const MAX_FILE_BYTES = 64 * 1024

/**
 * Puts the `.pth` and its module into a folder. True where something was written, false where both were there as they
 * should be.
 * @throws ProtectError `foreign` for a folder of another user's, `read-only` for one that can't be written
 */
export async function placeWitness(folder: string, world: GuardWorld): Promise<boolean> {
  await checkOwner(folder, world)
  const files = [
    [join(folder, MODULE_NAME), await moduleText(world)],
    [join(folder, PTH_NAME), PTH_TEXT],
  ] as const
  const stale = []
  for (const [path, text] of files) if ((await textAt(path)) !== text) stale.push([path, text] as const)
  try {
    // The module comes first: a `.pth` that imports what is not there yet would be an error at every start.
    for (const [path, text] of stale) await writeFileAtomically(path, text, { mode: FILE_MODE })
  } catch (error) {
    throw unwritable(folder, error)
  }
  return stale.length > 0
}

/** Takes both away, the `.pth` first. True where there was something. */
export async function removeWitness(folder: string): Promise<boolean> {
  const paths = [PTH_NAME, MODULE_NAME].map((name) => join(folder, name))
  const there = await Promise.all(paths.map((path) => textAt(path)))
  try {
    for (const path of paths) await rm(path, { force: true })
  } catch (error) {
    throw unwritable(folder, error)
  }
  return there.some((text) => text !== null)
}

/** Whether this installation's witness lies in a folder. */
export async function hasWitness(folder: string, world: GuardWorld): Promise<boolean> {
  const [module, pth] = await Promise.all([textAt(join(folder, MODULE_NAME)), textAt(join(folder, PTH_NAME))])
  return pth === PTH_TEXT && module === (await moduleText(world))
}

/** Makes the person's own folder for packages where there is none yet. */
export async function makeUserSite(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o755 }).catch((error: unknown) => {
    throw unwritable(folder, error)
  })
}

async function checkOwner(folder: string, { uid }: GuardWorld): Promise<void> {
  const found = await stat(folder).catch((error: unknown) => {
    throw unwritable(folder, error)
  })
  if (found.uid === uid || uid === 0) return
  throw new ProtectError('foreign', {
    message: `\`${folder}\` belongs to another user (${found.uid}): expected one of your own (${uid})`,
    hint: 'let its owner run the same command; or make an environment of your own: python3 -m venv .venv',
  })
}

async function textAt(path: string): Promise<string | null> {
  try {
    return Buffer.from(await readFileBounded(path, { maxBytes: MAX_FILE_BYTES })).toString('utf8')
  } catch (error) {
    if (error instanceof FilesError) return error.code === 'missing' ? null : ''
    throw error
  }
}

function unwritable(folder: string, cause: unknown): unknown {
  const isDenied = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'ENOTDIR'].some((code) =>
    isSystemError(cause, code),
  )
  if (!isDenied) return cause
  return new ProtectError('read-only', {
    message: `\`${folder}\` can’t be written: ${cause instanceof Error ? cause.message : ''}`,
    hint: 'make it writable, or cover this Python by `trustctl protect user`',
    cause,
  })
}
