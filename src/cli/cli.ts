import type { HomePaths, Launch } from '../client/index.ts'
import type { Terminal } from './terminal.ts'

/** What `-` stands for where a file is named. */
export const STANDARD_INPUT = '/dev/stdin'

/** Everything of the world that a verb may use, handed in by `main.ts`. */
export interface Cli {
  readonly version: string
  readonly env: NodeJS.ProcessEnv
  /** Absolute; relative arguments are relative to it. */
  readonly cwd: string
  readonly paths: HomePaths
  /** The library folder: `src`, `policies`, `dist`. */
  readonly lib: string
  /** The folder of the shims `pip` and `pip3`, and that of `trustctl` where there is one. */
  readonly shims: string
  readonly bin: string | null
  /** How the daemon is started. */
  readonly launch: Launch
  /** Asks evidence templates. */
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>
  readonly stdin: AsyncIterable<Uint8Array>
  /**
   * Runs what must not be cut off in the middle: a first SIGINT, SIGTERM or SIGHUP only aborts the signal, and the program ends by
   * it when `act` is done. A second one ends it at once.
   */
  readonly stoppable: <Value>(act: (stopped: AbortSignal) => Promise<Value>) => Promise<Value>
  /** The person's name on this machine. */
  readonly actor: string
  /** Null where no person sits at both ends: input or output is a file or a pipe. */
  readonly terminal: Terminal | null
  /** Milliseconds on a clock that never goes back. */
  readonly monotonicMs: () => number
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** Writes a line to standard output. */
  readonly print: (line: string) => void
  /** Writes a line to standard error. */
  readonly complain: (line: string) => void
  /** Of standard output: whether it takes colour, and its columns. */
  readonly colour: boolean
  /** Of standard error. */
  readonly colourOfErrors: boolean
  readonly width: number
}
