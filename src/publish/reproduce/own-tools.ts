import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { BuildError, lockedTools, type BuildWorld, type LockedTools, type Source } from '../build/index.ts'

/** Whether a source brings the tools that it is built with. */
export async function hasOwnLock(source: Source, world: BuildWorld): Promise<boolean> {
  return await lookedAt(source, world, async (project) => existsSync(join(project, 'build.lock')))
}

/** What a source’s `build.lock` names. Throws `BuildError` `no-lock`, `lock`, `stale-lock`, `interpreter` or `project`. */
export async function ownTools(source: Source, world: BuildWorld): Promise<LockedTools> {
  const found = await lookedAt(source, world, (project) => lockedTools(project, world))
  if (found !== null) return found
  throw new BuildError('no-lock', { message: 'the source has no `build.lock`' })
}

async function lookedAt<Value>(
  source: Source,
  { temporary }: BuildWorld,
  look: (project: string) => Promise<Value>,
): Promise<Value> {
  const aside = await mkdtemp(join(temporary, 'pip-trust-looked-at-'))
  try {
    return await look(await source.copyTo(aside))
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
}
