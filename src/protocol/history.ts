import type { Publisher } from '../verdict/index.ts'

/** What is recorded for good beside decisions: who changed what is trusted, and what was in force when. */
export type HistoryEvent =
  | {
      readonly type: 'policy-in-force'
      readonly name: string
      readonly version: number
      readonly digest: string
      readonly files: readonly string[]
      /** sha256 of each file's bytes, hex, in their order: one that no `policy-edited` put there was changed by hand. */
      readonly texts?: readonly string[]
    }
  | {
      readonly type: 'policy-refused'
      readonly file: string
      readonly words: string
      /** sha256 of the file's bytes, hex; null where they could not be read. */
      readonly text?: string | null
    }
  | PolicyEdited
  | {
      readonly type: 'exception'
      readonly action: 'requested' | 'approved' | 'renewed' | 'closed'
      readonly id: string
      readonly about: string
      readonly reason: string
      /** Day (UTC) on which it ends, `2026-12-15`; null where it has none any more. */
      readonly expires: string | null
    }
  | {
      readonly type: 'bypass'
      readonly action: 'began' | 'ended'
      readonly reason: string
      /** Seconds since the epoch, UTC. */
      readonly until: number
    }
  | {
      readonly type: 'publisher'
      readonly action: 'accepted' | 'forgotten'
      readonly project: string
      readonly index: string
      readonly publisher: Publisher
    }

interface PolicyEdited {
  readonly type: 'policy-edited'
  readonly file: string
  readonly how: 'edit' | 'stdin' | 'set' | 'patch' | 'use' | 'rollback' | 'exception'
  /** sha256 of the file's bytes, hex; null where there was no file. */
  readonly before: string | null
  readonly after: string
  readonly loosens: boolean
  readonly reason: string | null
}

/** One entry of the history. */
export interface HistoryRecord {
  readonly id: number
  /** Seconds since the epoch, UTC. */
  readonly at: number
  /** The person's name on this machine; `trustd` for what the daemon itself saw. */
  readonly actor: string
  readonly event: HistoryEvent
}
