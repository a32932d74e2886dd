import type { Decision, Fact, ReasonCode } from '../../../verdict/index.ts'

/** One artifact of a job, as it was decided about at worst; or a refusal that is about no judged artifact. */
export interface JobEntry {
  /** False for a refusal that is about a connection, a process or a page. */
  readonly isArtifact: boolean
  readonly decision: Decision
  readonly code: ReasonCode
  /** What people call it: the file's name, or where a tree lies. As it came: whoever shows it makes it safe. */
  readonly name: string
  readonly project: string | null
  readonly version: string | null
  readonly sha256: string | null
  readonly channel: string
  readonly location: string
  readonly rule: string | null
  readonly exception: string | null
  readonly reasons: readonly JobReason[]
  readonly facts: readonly Fact[]
  /** For `trustctl why` while the job lasts, whose end takes its store away; null where the daemon was never asked. */
  readonly ref: string | null
  /** How often it was decided about. */
  readonly times: number
}

export interface JobReason {
  readonly code: ReasonCode
  readonly expected: string
  readonly found: string
  readonly fix: readonly string[]
}

/** All of a job, the worst first. */
export interface JobResults {
  readonly entries: readonly JobEntry[]
  /** Runs of pip in which something was decided. */
  readonly runs: number
  readonly counts: {
    readonly artifacts: number
    /** An attestation, a signature or a judged source speaks for it. */
    readonly verified: number
    readonly warned: number
    /** Allowed, and nobody vouches for it. */
    readonly unsigned: number
    readonly refused: number
  }
}
