import { setTimeout as wait } from 'node:timers/promises'
import type { Cli } from './cli.ts'
import { withRunningDaemon } from './daemon.ts'

const LIMIT_MS = 3000
const BETWEEN_MS = 50

/**
 * Waits until the daemon enforces the policy of this digest: true once it does, false when it refuses it or the limit has
 * passed, null where no daemon runs. The daemon sees the file change by itself.
 */
export function whenInForce(cli: Cli, digest: string): Promise<boolean | null> {
  return withRunningDaemon(cli, async (daemon) => {
    const end = cli.monotonicMs() + LIMIT_MS
    for (;;) {
      const { policy } = await daemon.status()
      if (policy.digest === digest) return true
      if (policy.refused !== null || cli.monotonicMs() > end) return false
      await wait(BETWEEN_MS)
    }
  })
}
