import type { PackedTrust } from '../../trust/index.ts'
import type { EvidenceAnswer, EvidenceQuestion } from '../evidence-question.ts'

/** What a thread is asked: one question at a time. */
export interface ThreadQuestion {
  readonly question: EvidenceQuestion
  /** Null: the same as with the last question. */
  readonly trust: PackedTrust | null
  /** Seconds since the epoch. */
  readonly now: number
}

/** What a thread says; each time with the CPU time that it has used so far, in milliseconds. */
export type ThreadReply = { readonly cpuMs: number } & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'answer'; readonly answer: EvidenceAnswer }
  /** A bug: bad evidence is an answer. */
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }
)
