import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { setTimeout as pause } from 'node:timers/promises'
import { join } from 'node:path'
import { homePaths } from '../../../src/client/index.ts'

/** The resident parts of one scratch home. */
export type Resident = 'interceptor' | 'daemon'

const GONE_LIMIT_MS = 10_000

/** The process that holds a part's lock file (`PID START`), or null when none is running. */
export function pidOf(part: Resident, trustHome: string): number | null {
  const paths = homePaths({ PIP_TRUST_HOME: trustHome })
  const lock = part === 'daemon' ? paths.daemonLock : paths.shimLock
  if (!existsSync(lock)) return null
  const pid = Number(/^\d+/.exec(readFileSync(lock, 'utf8'))?.[0])
  return pid > 0 && isAlive(pid) ? pid : null
}

/** True while a process is there and is not only waiting to be reaped. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return !/^\d+ \(.*\) Z/s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
  } catch {
    return false
  }
}

/** Sends a part a signal, by the pid in its lock file; false when it isn't running. */
export function signalPart(part: Resident, trustHome: string, signal: NodeJS.Signals): boolean {
  const pid = pidOf(part, trustHome)
  if (pid === null) return false
  process.kill(pid, signal)
  return true
}

/** Waits until a process is gone; throws when it stays. */
export async function gone(pid: number): Promise<void> {
  const until = performance.now() + GONE_LIMIT_MS
  while (isAlive(pid)) {
    if (performance.now() > until) throw new Error(`process ${pid} does not end`)
    await pause(10)
  }
}

/** Ends both parts of a scratch home and waits for it. */
export async function endParts(trustHome: string): Promise<void> {
  for (const part of ['interceptor', 'daemon'] as const) {
    const pid = pidOf(part, trustHome)
    if (pid === null) continue
    process.kill(pid, 'SIGKILL')
    await gone(pid)
  }
}

/** Processes that have the scratch home in their environment or arguments: none may be left behind. */
export function processesOf(folder: string): readonly number[] {
  const needle = Buffer.from(folder)
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .map(Number)
    .filter((pid) => isAlive(pid) && mentions(pid, needle))
}

function mentions(pid: number, needle: Buffer): boolean {
  try {
    return ['environ', 'cmdline'].some((file) =>
      readFileSync(join('/proc', String(pid), file)).includes(needle),
    )
  } catch {
    return false
  }
}
