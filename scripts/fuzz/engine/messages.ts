export type FindingKind = 'exception' | 'slow' | 'memory' | 'growth' | 'hang' | 'ended'

/** What one input did that it must not. */
export interface Finding {
  readonly kind: FindingKind
  /** The same for inputs that do the same. */
  readonly key: string
  readonly words: string
  /** Base64. */
  readonly input: string
}

/** How far a run has come. */
export interface Progress {
  readonly executions: number
  /** Of the time that the run had, in seconds. */
  readonly seconds: number
  /** What it got of a processor in that time: little, where others are at work too. */
  readonly cpuSeconds: number
  readonly blocks: number
  /** How much more memory is held than at the beginning, in MiB. */
  readonly growth: number
  readonly slowestMs: number
  readonly corpus: number
}

export type FromChild =
  | { readonly type: 'progress'; readonly progress: Progress }
  | { readonly type: 'finding'; readonly finding: Finding }
  | { readonly type: 'corpus'; readonly inputs: readonly string[] }

/** What is to be run. */
export interface RunWish {
  /** The module whose `TARGETS` has the target. */
  readonly module: string
  readonly target: string
  readonly seconds: number
  /** Ends the run before its time; null for no such end. */
  readonly executions: number | null
  readonly seed: number
  /** A folder of inputs. */
  readonly corpus: string
  /** A process that says nothing for so long is taken to hang. */
  readonly silentMs: number
  /** How often another process goes on where one hung or died. */
  readonly restarts: number
}

/** What a child process is started with, as JSON. */
export interface ChildWish extends RunWish {
  readonly inputPath: string
}
