import type { RunProgram } from './run-program.ts'

/** Everything of the world that a build uses, handed in by the composition root. */
export interface BuildWorld {
  readonly env: NodeJS.ProcessEnv
  /** Relative names are relative to it. */
  readonly cwd: string
  /** Where rooms for builds are made. */
  readonly temporary: string
  /** The library folder of pip-trust, with `src/publish/build/hooks.py`. */
  readonly lib: string
  readonly version: string
  readonly run: RunProgram
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** Told what is done next, in a few words. */
  readonly onProgress: (step: string) => void
}
