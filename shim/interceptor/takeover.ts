import { setTimeout as wait } from 'node:timers/promises'
import { residentInterceptor, stopInterceptor } from '../../src/client/index.ts'
import { acquireLock, type Lock } from '../../src/files/index.ts'

/** How long a newcomer waits for another interceptor to make room, and between looks. */
const TAKEOVER_MS = 10_000
const LOOK_MS = 20

/**
 * Takes the place of the one interceptor: the lock, or null when one of the same version has it already. One of another
 * version is asked to drain, and so is one of the same where `evict` says so. Rejects when the place does not become free in time.
 */
export async function takePlace(
  { shimLock, shimSocket }: { readonly shimLock: string; readonly shimSocket: string },
  version: string,
  evict = false,
): Promise<Lock | null> {
  const limit = AbortSignal.timeout(TAKEOVER_MS)
  for (;;) {
    const lock = await acquireLock(shimLock)
    if (lock !== null) return lock
    const found = await residentInterceptor(shimSocket)
    if (found?.version === version && !evict) return null
    if (found !== null) await stopInterceptor(shimSocket)
    await wait(LOOK_MS, null, { signal: limit })
  }
}
