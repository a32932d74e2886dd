import type { Pair } from '../../test/e2e/harness/index.ts'

/** What lies in the environment before a line runs. */
export type Stock = 'nothing' | 'stocked'

/** One command line, as a person would type it in bash; `pip` is what PATH finds. */
export interface Line {
  /**
   * May hold `{index}` (address of the index), `{files}` (of its files), `{base}`, `{ca}` (its authority's certificate),
   * `{work}`, `{home}`, `{venv}` and `{sha:FILENAME}`; so may `env` and `files`.
   */
  readonly run: string
  /** `stocked`: alpha, beta and epsilon 1.0 are installed. Nothing but pip where absent. */
  readonly stock?: Stock
  /** On top of HOME, PATH, the index and its certificate; null takes a variable away. */
  readonly env?: Readonly<Record<string, string | null>>
  /** Files in the current folder, by path; `~/x` lies in HOME, `@/x` in the virtual environment. */
  readonly files?: Readonly<Record<string, string>>
  /** A signal for pip as soon as the index was asked for this path. */
  readonly signal?: { readonly name: NodeJS.Signals; readonly at: string }
  /** Differences that are meant, by their name in explanations.ts. */
  readonly differs?: readonly string[]
  /** Pips on which `differs` holds; all, when absent. */
  readonly differsOn?: (pair: Pair) => boolean
}
