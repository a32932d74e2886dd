import { runProgram as run } from '../../programs/index.ts'

/** How a program ended; both streams are in `output`, the end of them where there was much. */
export interface Ended {
  /** Null where it couldn't be started or a signal ended it. */
  readonly code: number | null
  readonly stdout: string
  readonly output: string
  readonly isTimeUp: boolean
}

export interface RunOptions {
  readonly cwd?: string
  readonly env: NodeJS.ProcessEnv
  readonly timeoutMs: number
  /** Ends it before the time is up. */
  readonly signal?: AbortSignal
}

export type RunProgram = (program: string, args: readonly string[], options: RunOptions) => Promise<Ended>

/** Runs a program to its end, without input, and all that it started. Never rejects: one that isn't there ends with code null. */
export const runProgram: RunProgram = async (program, args, { timeoutMs, signal, ...options }) => {
  const limit = AbortSignal.timeout(timeoutMs)
  const end = signal === undefined ? limit : AbortSignal.any([limit, signal])
  const { code, stdout, words } = await run([program, ...args], { ...options, signal: end })
  return { code, stdout, output: words, isTimeUp: limit.aborted }
}
