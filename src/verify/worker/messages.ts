import type { PackedTrust } from '../../trust/index.ts'
import type { EvidenceAnswer, EvidenceQuestion } from '../evidence-question.ts'

/** What a thread is told, one thing at a time: the trust that it verifies by from then on, and a question; `now` in seconds since the epoch. */
export type ThreadMessage =
  | { readonly kind: 'trust'; readonly trust: PackedTrust }
  | { readonly kind: 'question'; readonly question: EvidenceQuestion; readonly now: number }

/** What a thread says; each time with the CPU time that it has used so far, in milliseconds. */
export type ThreadReply = { readonly cpuMs: number } & (
  | { readonly kind: 'ready' }
  | { readonly kind: 'trusting' }
  | { readonly kind: 'answer'; readonly answer: EvidenceAnswer }
  /** A bug: bad evidence is an answer. */
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string | null }
)
