import { stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { isSystemError } from '../../files/index.ts'
import { BuildError } from './build-error.ts'
import type { BuildWorld } from './build-world.ts'
import { openGitSource } from './git-source.ts'
import { openSdistSource } from './sdist-source.ts'
import { iso, type Source, type SourceWish } from './source.ts'

/** Looks at what is to be built. Throws `BuildError` `source`, `dirty`, `moved-tag` or `clock`. */
export async function openSource(wish: SourceWish, world: BuildWorld): Promise<Source> {
  const path = resolve(world.cwd, wish.path)
  const source = (await isFolder(path))
    ? await openGitSource(path, wish, world)
    : await openSdistSource(path, wish)
  const now = world.now()
  if (source.epochSeconds <= now) return source
  throw new BuildError('clock', {
    message: `this machine’s clock says ${iso(now)}, which is before the source’s own time, ${iso(source.epochSeconds)}`,
    hint: 'set the clock, or look who made that commit',
  })
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory()
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT') && !isSystemError(cause, 'ENOTDIR')) throw cause
    throw new BuildError('source', { message: `there is no \`${path}\``, cause })
  }
}
