import { request } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import { acquireLock, type Lock } from '../../src/files/index.ts'

/** How long a newcomer waits for another interceptor to make room, and between looks. */
const TAKEOVER_MS = 10_000
const LOOK_MS = 20
const CALL_MS = 2_000

/**
 * Takes the place of the one interceptor: the lock, or null when one of the same version has it already. One of another
 * version is asked to drain. Rejects when the place does not become free in time.
 */
export async function takePlace(
  { shimLock, shimSocket }: { readonly shimLock: string; readonly shimSocket: string },
  version: string,
): Promise<Lock | null> {
  const limit = AbortSignal.timeout(TAKEOVER_MS)
  for (;;) {
    const lock = await acquireLock(shimLock)
    if (lock !== null) return lock
    const found = await versionAt(shimSocket)
    if (found === version) return null
    if (found !== null) await call(shimSocket, 'POST', '/v1/stop')
    await wait(LOOK_MS, null, { signal: limit })
  }
}

async function versionAt(socketPath: string): Promise<string | null> {
  const text = await call(socketPath, 'GET', '/v1/version')
  return text === null ? null : (/"version":"([^"]*)"/.exec(text)?.[1] ?? null)
}

/** The body of the answer; null when nobody answers: it may be about to begin or to end. */
function call(socketPath: string, method: string, path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const asking = request({ socketPath, method, path, agent: false, timeout: CALL_MS }, (response) => {
      let text = ''
      response.setEncoding('utf8').on('data', (chunk: string) => (text = (text + chunk).slice(0, 4096)))
      response.on('close', () => resolve(response.statusCode === 200 ? text : null))
    })
    asking.on('timeout', () => asking.destroy())
    asking.on('error', () => resolve(null))
    asking.end()
  })
}
