import type { PackedTrust } from '../../trust/index.ts'
import type { EvidenceAnswer, EvidenceQuestion } from '../evidence-question.ts'
import { openLine, type Heard } from './thread-line.ts'
import type { VerifierHost } from './verifier-host.ts'
import { watchSpending, type SpendingLimits } from './watch-spending.ts'

/** A question with the trust to verify by, which is told only where the thread has another. */
export interface SeatQuestion {
  readonly question: EvidenceQuestion
  readonly trust: PackedTrust
  /** Seconds since the epoch. */
  readonly now: number
}

/** What became of one question. After `costly`, `lost` and `untaught` the seat is gone. */
export type SeatOutcome =
  | { readonly kind: 'answer'; readonly answer: EvidenceAnswer }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }
  | { readonly kind: 'costly'; readonly found: string }
  /** The thread ended, for no reason that is known. */
  | { readonly kind: 'lost' }
  /** The thread could not take the trust, which is no fault of the evidence's. */
  | { readonly kind: 'untaught' }

/** One thread, which answers one question at a time: so what it spends is that question's, and nobody else is ended with it. */
export interface Seat {
  /** False where it ended, or took too long, before it could be asked anything. */
  readonly ready: Promise<boolean>
  /** What the thread and its trust may hold, in bytes; a question's evidence may hold more beside it. */
  readonly ownBytes: number
  /** Never rejects. One question at a time. */
  ask(question: SeatQuestion): Promise<SeatOutcome>
  hasEnded(): boolean
  end(): void
}

/** Starts a thread and watches over what it spends on questions. */
export function openSeat(
  host: VerifierHost,
  { ownBytes, ...limits }: SpendingLimits & { readonly ownBytes: number },
): Seat {
  const { wallMs } = limits
  const maxBytes = ownBytes + limits.bytes
  const line = openLine(host, { maxBytes, wallMs })
  let digest = ''
  const teach = async (trust: PackedTrust): Promise<Heard> => {
    const cancelWait = host.after(wallMs, () => line.end({ kind: 'lost' }))
    const heard = await line.tell({ kind: 'trust', trust })
    cancelWait()
    return heard
  }
  return {
    ready: line.ready,
    ownBytes,
    hasEnded: () => line.hasEnded(),
    end: () => line.end({ kind: 'lost' }),
    ask: async ({ trust, question, now }) => {
      if (trust.digest !== digest) {
        const heard = await teach(trust)
        if (heard.kind === 'failed') return heard
        if (heard.kind !== 'trusting') return { kind: 'untaught' }
        digest = trust.digest
      }
      const unwatch = watchSpending(
        host,
        { ...limits, bytes: maxBytes, cpuMs: line.cpuMs() + limits.cpuMs },
        { thread: line.thread, onExcess: (found) => line.end({ kind: 'costly', found }) },
      )
      const heard = await line.tell({ kind: 'question', question, now })
      unwatch()
      return heard.kind === 'trusting' ? { kind: 'lost' } : heard
    },
  }
}
