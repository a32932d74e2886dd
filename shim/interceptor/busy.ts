import type { StandingGuard } from '../guard/index.ts'
import type { Registry } from '../runs/index.ts'
import type { Busy } from './lifecycle.ts'

/** The open runs and the guard's sessions as one: what the interceptor stays for. */
export function busyWith(
  runs: Registry,
): Busy & { readonly changed: () => void; readonly add: (guard: StandingGuard) => void } {
  const listeners: (() => void)[] = []
  let guard: StandingGuard | null = null
  const changed = (): void => listeners.forEach((listener) => listener())
  runs.onChange(changed)
  return {
    size: () => runs.size() + (guard?.size() ?? 0),
    isStanding: () => guard?.isWanted() ?? false,
    onChange: (listener) => void listeners.push(listener),
    changed,
    add: (added) => void (guard = added),
  }
}
