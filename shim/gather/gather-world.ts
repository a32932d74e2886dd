import type { DaemonLink } from './daemon-link.ts'
import type { Fetch } from './fetch.ts'
import type { PageDesk } from './page-desk.ts'
import type { PageLearner } from './project-pages.ts'

/** The effects of gathering. */
export interface GatherWorld {
  readonly daemon: DaemonLink
  readonly fetch: Fetch
  readonly learn: PageLearner
  readonly desk: PageDesk
}
