import type { ReasonCode } from '../reason-codes.ts'

/** What a reason code says at length: one page of docs/reasons. Texts are Markdown of one paragraph. */
export interface ReasonPage {
  /** What it means, to somebody who has never heard of it. */
  readonly means: string
  /** What would have been right. */
  readonly expected: string
  /** What usually brought it about, likeliest first. */
  readonly causes: readonly string[]
  /** What to do, first things first. Commands are in backticks. */
  readonly remedies: readonly string[]
}

/** Pages for every code of the families whose codes begin with `Prefix`; the compiler names the one that is wanting. */
export type ReasonPages<Prefix extends string> = Readonly<
  Record<Extract<ReasonCode, `${Prefix}${string}`>, ReasonPage>
>
