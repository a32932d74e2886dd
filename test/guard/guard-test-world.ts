import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import { homePaths } from '../../src/client/index.ts'
import type { GuardWorld } from '../../src/guard/index.ts'

const lib = join(import.meta.dirname, '../..')

/** A person with an empty home, who can run nothing. */
export async function guardTestWorld(
  t: ExecutionContext,
  changes: Partial<GuardWorld> = {},
): Promise<GuardWorld> {
  const home = await mkdtemp(join(tmpdir(), 'guard-'))
  t.teardown(() => rm(home, { recursive: true, force: true }))
  const env = { HOME: home, PIP_TRUST_HOME: join(home, 'trust'), PATH: '/nowhere' }
  return {
    paths: homePaths(env),
    version: '1.0.0',
    launch: { node: process.execPath, lib, env },
    env,
    home,
    uid: process.getuid?.() ?? 0,
    platform: 'linux',
    run: async () => ({ code: null, stdout: '', stderr: '' }),
    ...changes,
  }
}
