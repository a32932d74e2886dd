import { createHash, timingSafeEqual } from 'node:crypto'
import type { Socket } from 'node:net'
import type { OpenRun } from './run.ts'

/** Runs that may be open at a time. */
const MAX_RUNS = 256

/** Finds whom a connection is of. */
export interface RunFinder {
  /** The run of a token, compared in constant time; null for any other text. */
  withToken(token: string, connection: Socket): OpenRun | null | Promise<OpenRun | null>
}

/** The runs that are open now. */
export interface Registry {
  /** @returns false where too many are open already */
  add(run: OpenRun): boolean
  remove(run: OpenRun): void
  /** The run of a token, compared in constant time; null for any other text. */
  withToken(token: string): OpenRun | null
  size(): number
  /** Calls back whenever a run has begun or ended. */
  onChange(listener: () => void): void
}

/** No runs yet. */
export function registry(): Registry {
  const runs = new Set<OpenRun>()
  const listeners: (() => void)[] = []
  const changed = (): void => listeners.forEach((listener) => listener())
  return {
    add(run) {
      if (runs.size >= MAX_RUNS) return false
      runs.add(run)
      changed()
      return true
    },
    remove(run) {
      if (runs.delete(run)) changed()
    },
    withToken(token) {
      const given = digest(token)
      return [...runs].find((run) => timingSafeEqual(digest(run.token), given)) ?? null
    },
    size: () => runs.size,
    onChange: (listener) => void listeners.push(listener),
  }
}

/** Equal lengths are what `timingSafeEqual` asks for. */
const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
