/** What an error says to a person: one sentence, and the command or change that helps. */
export interface ErrorText {
  readonly message: string
  readonly hint?: string
  readonly cause?: unknown
}

/**
 * Base of the one error class that each subsystem has. `code` comes from that subsystem's closed set and is what
 * programs compare; `message` and `hint` are for people and may change.
 */
export abstract class PipTrustError<Code extends string> extends Error {
  readonly code: Code
  readonly hint: string | undefined

  constructor(code: Code, { message, hint, cause }: ErrorText) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = new.target.name
    this.code = code
    this.hint = hint
  }
}
