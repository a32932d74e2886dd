import { setTimeout as wait } from 'node:timers/promises'
import type { Cli } from './cli.ts'

const LIMIT_MS = 10_000
const BETWEEN_MS = 25

/** Waits until a process of this user has ended: true once it has, false when the limit has passed. */
export async function whenGone(pid: number, { monotonicMs }: Pick<Cli, 'monotonicMs'>): Promise<boolean> {
  const end = monotonicMs() + LIMIT_MS
  while (isThere(pid)) {
    if (monotonicMs() > end) return false
    await wait(BETWEEN_MS)
  }
  return true
}

function isThere(pid: number): boolean {
  try {
    // Signal 0 asks, and sends nothing.
    return process.kill(pid, 0)
  } catch {
    return false
  }
}
