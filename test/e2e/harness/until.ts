import { setTimeout as pause } from 'node:timers/promises'

const LIMIT_MS = 30_000

/** Waits until something holds; throws when it doesn't within half a minute. */
export async function until(holds: () => boolean, what: string): Promise<void> {
  const limit = performance.now() + LIMIT_MS
  while (!holds()) {
    if (performance.now() > limit) throw new Error(`never happened: ${what}`)
    await pause(5)
  }
}
