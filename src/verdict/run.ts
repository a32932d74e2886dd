/** One pip invocation, as the shim tells it to the daemon. */
export interface Run {
  /** Public id of the run (not its token), 16 hex digits. */
  readonly id: string
  readonly context: 'workstation' | 'ci'
  /** Seconds since the epoch, UTC. */
  readonly startedAt: number
  /** True after the first build hook ran: from then on code of an artifact had the user's rights. */
  readonly tainted: boolean
}
