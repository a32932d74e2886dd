import type { World } from '../decide/index.ts'
import type { HelloReply, PolicyStatus } from '../protocol/index.ts'
import type { Store } from '../store/index.ts'
import type { BypassKeeper } from './bypass.ts'
import type { Canaries } from './canaries.ts'
import type { Configuration } from './configuration.ts'
import type { Log } from './log.ts'

/** A message without its envelope. */
export type Content<Message> = Message extends unknown ? Omit<Message, 'v' | 'id'> : never

/** What answers are made of. */
export interface Desk {
  readonly server: HelloReply['server']
  readonly store: Store
  readonly log: Pick<Log, 'write'>
  readonly bypass: Pick<BypassKeeper, 'change'>
  readonly canaries: Canaries
  configuration(): Configuration
  /** The world of one question: taken once, so that a reload in its midst doesn't mix two policies. */
  world(): World
  /** Loads what is configured anew, and says what is in force then. */
  reload(): Promise<PolicyStatus>
  sessions(): number
  /** What happened to the daemon itself. */
  notices(): readonly string[]
  /** Seconds since the epoch, UTC. */
  readonly clock: () => number
  /** Ends the daemon; resolves as soon as nobody new is heard. */
  stop(how: { readonly drain: boolean }): Promise<void>
}
