import { spawn } from 'node:child_process'
import { closeSync, existsSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { isJsonObject, parseJson } from '../encoding/index.ts'
import { ensurePrivateFolder } from '../files/index.ts'
import { ClientError } from './client-error.ts'
import type { HomePaths } from './home-paths.ts'
import { callResident, residentInterceptor } from './resident-interceptor.ts'

/** How to start the interceptor. */
export interface InterceptorLaunch {
  readonly node: string
  /** The library folder, with `dist/interceptor.cjs`. */
  readonly lib: string
  readonly env: NodeJS.ProcessEnv
}

/** What the interceptor says of the guard. */
export interface GuardService {
  readonly serving: boolean
  /** Why it does not serve; null where it does, or where there is no guard. */
  readonly problem: string | null
}

const START_MS = 10_000
const LOOK_MS = 20
const ANSWER_LIMITS = { maxBytes: 4096, maxDepth: 4 } as const

/**
 * Makes the interceptor take up the guard's record as it is now, starting one where none of this version runs.
 * @throws ClientError `unreachable` where it cannot be started, `protocol` where it does not know of guards
 */
export async function serveGuard(
  paths: HomePaths,
  version: string,
  launch: InterceptorLaunch,
): Promise<GuardService> {
  if ((await residentInterceptor(paths.shimSocket))?.version !== version) await start(paths, version, launch)
  const service = await askGuard(paths)
  if (service !== null) return service
  throw new ClientError('protocol', {
    message: 'the interceptor that runs does not answer about the guard',
    hint: 'trustctl down, then the same again',
  })
}

/** The same where an interceptor runs already; null where none does. */
export async function askGuard({ shimSocket }: Pick<HomePaths, 'shimSocket'>): Promise<GuardService | null> {
  const text = await callResident(shimSocket, 'POST', '/v1/guard')
  if (text === null) return null
  const found = parseJson(text, ANSWER_LIMITS)
  if (!isJsonObject(found)) return null
  return {
    serving: found['serving'] === true,
    problem: typeof found['problem'] === 'string' ? found['problem'] : null,
  }
}

async function start(
  paths: HomePaths,
  version: string,
  { node, lib, env }: InterceptorLaunch,
): Promise<void> {
  const script = join(lib, 'dist', 'interceptor.cjs')
  if (!existsSync(script))
    throw new ClientError('unreachable', {
      message: `the interceptor’s program \`${script}\` is missing`,
      hint: 'npm run bundle, or install again with ./install.sh',
    })
  await ensurePrivateFolder(paths.state)
  const log = openSync(paths.shimLog, 'a', 0o600)
  const child = spawn(node, [script, '--lib', lib], {
    cwd: '/',
    detached: true,
    env,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const limit = AbortSignal.timeout(START_MS)
  let failure: unknown = null
  child.once('error', (error) => (failure = error))
  while ((await residentInterceptor(paths.shimSocket))?.version !== version) {
    if (limit.aborted || failure !== null || (child.exitCode ?? 0) !== 0)
      throw new ClientError('unreachable', {
        message: 'the interceptor could not be started',
        hint: `see \`${paths.shimLog}\``,
        cause: failure,
      })
    await wait(LOOK_MS)
  }
}
