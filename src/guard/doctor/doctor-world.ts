import type { DaemonConnection, HomePaths } from '../../client/index.ts'

/** Everything of the world that the doctor uses, handed in by the program. */
export interface DoctorWorld {
  /** The person's environment. */
  readonly env: NodeJS.ProcessEnv
  /** Absolute. */
  readonly cwd: string
  /** The person's home folder, absolute. */
  readonly home: string
  readonly uid: number
  readonly paths: HomePaths
  /** The folder of the shims. */
  readonly shims: string
  /** The folder of `trustctl`; null in a checkout. */
  readonly bin: string | null
  readonly version: string
  /** Seconds since the epoch, UTC. */
  readonly now: () => number
  /** How many pips are tried at one time. */
  readonly cores: number
  /** A folder for what is thrown away. */
  readonly temporary: string
  readonly daemon: Pick<DaemonConnection, 'canary' | 'decisions'>
  /** Told after each pip that was tried. */
  readonly onProgress: (tried: number, all: number) => void
}
