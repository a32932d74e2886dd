import type { PolicyProblem } from '../../policy/index.ts'

/** How an editor ended. */
export interface EditorEnd {
  /** Null where a signal ended it. */
  readonly code: number | null
  readonly signal: string | null
  readonly tookMs: number
}

/** What a person is asked, and what may be answered. */
export type Question<Review> =
  /** The editor was back at once: is it still open elsewhere? Any answer means that editing is done. */
  | { readonly kind: 'forked' }
  | { readonly kind: 'refused'; readonly problems: readonly PolicyProblem[]; readonly text: string }
  | { readonly kind: 'review'; readonly review: Review }
  /** Why the policy is loosened. */
  | { readonly kind: 'reason'; readonly review: Review }

/** What a person is told between the questions. */
export type Notice =
  | { readonly kind: 'diff'; readonly before: string; readonly after: string }
  /** Somebody else has installed another policy meanwhile, and both changes stand side by side now. */
  | { readonly kind: 'merged' }
  | { readonly kind: 'conflicts'; readonly about: readonly string[] }

/** The person at the terminal. */
export interface Desk<Review> {
  /** Opens the editor at a line (1-based), and waits until it ends. */
  openEditor(file: string, line: number | null): Promise<EditorEnd>
  /** Whether an editor that ended like this, with the file as it was, may still be open elsewhere. */
  mayBeOpen(end: EditorEnd): boolean
  /** The answer as it was typed, trimmed; null where there is none any more: Ctrl-C, end of input, a lost terminal. */
  ask(question: Question<Review>): Promise<string | null>
  tell(notice: Notice): void
}
