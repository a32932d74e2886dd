/** One parser of untrusted input. */
export interface Target {
  readonly name: string
  /** Reads one input, and more of what it gave; a promise where the parser has one. */
  readonly run: (input: Uint8Array) => unknown
  /** The parser's own errors. Everything else that it throws is a finding. */
  readonly errors: readonly (abstract new (...values: never[]) => Error)[]
  /** Good examples to begin with. */
  readonly seeds: () => readonly Example[] | Promise<readonly Example[]>
  /** Words of the format that no program text has. */
  readonly tokens?: readonly string[]
  readonly maxBytes?: number
}

export type Example = Uint8Array | string

/** Most inputs are far below this; a parser's own bounds have tests of their own. */
export const MAX_INPUT_BYTES = 16 * 1024

/** What a parser promises beside its errors did not hold. */
export class BrokenPromise extends Error {}

/** Throws `BrokenPromise` where a promise does not hold. */
export function holds(condition: boolean, promise: string): asserts condition {
  if (!condition) throw new BrokenPromise(promise)
}

/** What `read` gives, or undefined where it throws one of these errors. */
export function attempt<Value>(errors: Target['errors'], read: () => Value): Value | undefined {
  try {
    return read()
  } catch (error) {
    if (errors.some((kind) => error instanceof kind)) return undefined
    throw error
  }
}

/** Strict UTF-8 or not: what a parser of texts is given. */
export function textOf(input: Uint8Array): string {
  return Buffer.from(input).toString('utf8')
}
