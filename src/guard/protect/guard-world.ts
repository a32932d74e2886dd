import type { HomePaths, InterceptorLaunch } from '../../client/index.ts'

/** Everything of the world that protecting uses, handed in by the program. */
export interface GuardWorld {
  readonly paths: HomePaths
  /** This program's version: an interceptor of another one is replaced. */
  readonly version: string
  readonly launch: InterceptorLaunch
  /** The person's environment. */
  readonly env: NodeJS.ProcessEnv
  /** The person's home folder, absolute. */
  readonly home: string
  readonly uid: number
  readonly platform: NodeJS.Platform
  /** Runs a program to its end, without a shell; a program that is missing or takes too long ends with null. */
  readonly run: (program: string, args: readonly string[], env: NodeJS.ProcessEnv) => Promise<ProgramResult>
}

export interface ProgramResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}
