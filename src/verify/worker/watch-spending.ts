import type { VerifierHost, VerifierThread } from './verifier-host.ts'

/** What a thread may spend on one question. */
export interface SpendingLimits {
  readonly cpuMs: number
  readonly bytes: number
  /** By the clock on the wall: for a thread that gives no account of what it spends. */
  readonly wallMs: number
  /** How often a thread at work is looked at. */
  readonly lookMs: number
}

/** Looks at a thread every so often while it works, and says in words what it spent where it is too much. Gives the function that ends the watch. */
export function watchSpending(
  host: VerifierHost,
  limits: SpendingLimits,
  { thread, onExcess }: { readonly thread: VerifierThread; readonly onExcess: (found: string) => void },
): () => void {
  let over = false
  const lookLater = (): (() => void) => host.after(limits.lookMs, () => void look())
  const look = async (): Promise<void> => {
    const found = excess(await thread.spent(), limits)
    if (over) return
    if (found === null) cancelLook = lookLater()
    else onExcess(found)
  }
  let cancelLook = lookLater()
  const cancelWall = host.after(limits.wallMs, () => onExcess(`${limits.wallMs / 1000} s without an end`))
  return () => {
    over = true
    cancelLook()
    cancelWall()
  }
}

function excess(
  spent: { readonly cpuMs: number; readonly bytes: number } | null,
  { cpuMs, bytes }: SpendingLimits,
): string | null {
  if (spent === null) return null
  if (spent.cpuMs >= cpuMs) return 'more CPU time without an end'
  return spent.bytes > bytes ? `${Math.ceil(spent.bytes / 1024 / 1024)} MiB of memory` : null
}
