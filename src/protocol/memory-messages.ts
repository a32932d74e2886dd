import type { ProjectName } from '../python/index.ts'
import type { RememberedPublisher } from '../verdict/index.ts'
import type { Envelope } from './envelope.ts'
import type { HistoryEvent, HistoryRecord } from './history.ts'
import type { Bypass, DecisionRecord, PolicyStatus } from './records.ts'

/** Records of decisions since a time, newest first, page by page: `before` is the `next` of the page before. */
export interface DecisionsQuestion extends Envelope {
  readonly type: 'decisions'
  readonly since: number
  readonly before: number | null
  readonly limit: number
}

export interface DecisionsReply extends Envelope {
  readonly type: 'decisions'
  readonly decisions: readonly DecisionRecord[]
  /** Null: there are no more. */
  readonly next: number | null
}

/** The append-only history, newest first, page by page. */
export interface HistoryQuestion extends Envelope {
  readonly type: 'history'
  readonly since: number
  readonly before: number | null
  readonly limit: number
}

export interface HistoryReply extends Envelope {
  readonly type: 'history'
  readonly records: readonly HistoryRecord[]
  readonly next: number | null
}

/** Appends to the history what a person did with `trustctl`. */
export interface AppendRequest extends Envelope {
  readonly type: 'append'
  /** The person's name on this machine. */
  readonly actor: string
  readonly event: HistoryEvent
}

export interface AppendReply extends Envelope {
  readonly type: 'append'
}

/** Loads what is configured anew, now, and says what is in force then. */
export interface ReloadRequest extends Envelope {
  readonly type: 'reload'
}

export interface ReloadReply extends Envelope {
  readonly type: 'reload'
  readonly policy: PolicyStatus
}

/** Publishers that are remembered: of one project, or of all. */
export interface PublishersQuestion extends Envelope {
  readonly type: 'publishers'
  readonly project: ProjectName | null
}

export interface PublishersReply extends Envelope {
  readonly type: 'publishers'
  readonly publishers: readonly RememberedPublisher[]
}

/** Remembers a publisher for a project of an index because a person says so, or forgets it. */
export interface PublisherChange extends Envelope {
  readonly type: 'publisher-change'
  readonly actor: string
  readonly action: 'accept' | 'forget'
  readonly remembered: RememberedPublisher
}

export interface PublisherChangeReply extends Envelope {
  readonly type: 'publisher-change'
}

/** Begins a bypass, or ends it (`bypass: null`). Refused with `refused` where the policy in force does not allow one. */
export interface BypassRequest extends Envelope {
  readonly type: 'bypass'
  readonly actor: string
  readonly bypass: Bypass | null
}

export interface BypassReply extends Envelope {
  readonly type: 'bypass'
  readonly bypass: Bypass | null
}
