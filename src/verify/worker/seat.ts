import type { PackedTrust } from '../../trust/index.ts'
import type { EvidenceAnswer } from '../evidence-question.ts'
import type { ThreadQuestion, ThreadReply } from './messages.ts'
import type { VerifierHost } from './verifier-host.ts'

export interface SeatLimits {
  readonly cpuMs: number
  readonly bytes: number
  readonly wallMs: number
  readonly lookMs: number
}

/** A question with its trust, which is sent along only where the thread has another. */
export type SeatQuestion = ThreadQuestion & { readonly trust: PackedTrust }

/** What became of one question. After `costly` and `lost` the seat is gone. */
export type SeatOutcome =
  | { readonly kind: 'answer'; readonly answer: EvidenceAnswer }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }
  | { readonly kind: 'costly'; readonly found: string }
  | { readonly kind: 'lost' }

/** One thread, which answers one question at a time: so what it spends is that question's, and nobody else is ended with it. */
export interface Seat {
  /** False where it ended, or took too long, before it could be asked anything. */
  readonly ready: Promise<boolean>
  /** Never rejects. One question at a time. */
  ask(question: SeatQuestion): Promise<SeatOutcome>
  hasEnded(): boolean
  end(): void
}

/** Starts a thread and watches over what it spends. */
export function openSeat(host: VerifierHost, limits: SeatLimits): Seat {
  const ready = Promise.withResolvers<boolean>()
  const state = { ended: false, cpuMs: 0, digest: '' }
  let settle: ((outcome: SeatOutcome) => void) | null = null
  const finish = (outcome: SeatOutcome): void => {
    settle?.(outcome)
    settle = null
  }
  const end = (outcome: SeatOutcome): void => {
    state.ended = true
    cancelStart()
    thread.end()
    ready.resolve(false)
    finish(outcome)
  }
  const thread = host.start({
    onReply: (reply) => {
      state.cpuMs = reply.cpuMs
      if (reply.kind !== 'ready') return finish(outcomeOf(reply))
      cancelStart()
      ready.resolve(true)
    },
    onEnd: (why) =>
      end(why === 'memory' ? { kind: 'costly', found: `${mib(limits.bytes)} of memory` } : { kind: 'lost' }),
  })
  const cancelStart = host.after(limits.wallMs, () => end({ kind: 'lost' }))
  return {
    ready: ready.promise,
    hasEnded: () => state.ended,
    end: () => end({ kind: 'lost' }),
    ask: async ({ trust, ...asked }) => {
      if (state.ended) return { kind: 'lost' }
      const outcome = Promise.withResolvers<SeatOutcome>()
      settle = outcome.resolve
      const spent = async (): Promise<string | null> => excess(await thread.spent(), state.cpuMs, limits)
      const unwatch = watch(host, limits, { spent, end: (found) => end({ kind: 'costly', found }) })
      thread.ask({ ...asked, trust: trust.digest === state.digest ? null : trust })
      state.digest = trust.digest
      const found = await outcome.promise
      unwatch()
      return found
    },
  }
}

function outcomeOf(reply: Exclude<ThreadReply, { kind: 'ready' }>): SeatOutcome {
  if (reply.kind === 'answer') return { kind: 'answer', answer: reply.answer }
  return { kind: 'failed', message: reply.message, stack: reply.stack }
}

interface Watched {
  /** What is too much, in words; null while nothing is. */
  readonly spent: () => Promise<string | null>
  readonly end: (found: string) => void
}

/** Looks at a thread every so often while it works on a question, and ends it where it spends too much. */
function watch(host: VerifierHost, { lookMs, wallMs }: SeatLimits, { spent, end }: Watched): () => void {
  let over = false
  const lookLater = (): (() => void) => host.after(lookMs, () => void look())
  const look = async (): Promise<void> => {
    const found = await spent()
    if (over) return
    if (found === null) cancelLook = lookLater()
    else end(found)
  }
  let cancelLook = lookLater()
  const cancelWall = host.after(wallMs, () => end(`${wallMs / 1000} s without an end`))
  return () => {
    over = true
    cancelLook()
    cancelWall()
  }
}

function excess(
  spent: { readonly cpuMs: number; readonly bytes: number } | null,
  cpuMsBefore: number,
  { cpuMs, bytes }: SeatLimits,
): string | null {
  if (spent === null) return null
  const used = Math.round(spent.cpuMs - cpuMsBefore)
  if (used >= cpuMs) return `${used} ms of CPU without an end`
  return spent.bytes > bytes ? `${mib(spent.bytes)} of memory` : null
}

function mib(bytes: number): string {
  return `${Math.ceil(bytes / 1024 / 1024)} MiB`
}
