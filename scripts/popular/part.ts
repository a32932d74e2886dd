/** One part of the table, and what is not as it must be. */
export interface PopularPart {
  readonly lines: readonly string[]
  readonly failures: readonly string[]
}

/** What came of one project. */
export interface Judged {
  readonly version: string | null
  readonly decision: string
  readonly code: string
}

/** Nobody judged it: pip never came to its file. */
export const NOT_JUDGED: Judged = { version: null, decision: 'not judged', code: '–' }
