import type { DaemonConnection } from '../../client/index.ts'
import { countUses, standing, type StandingException, type Use } from '../../exceptions/index.ts'
import type { Bypass } from '../../protocol/index.ts'
import { startReport, type Figures } from '../../report/index.ts'
import type { Cli } from '../cli.ts'
import { exceptionsInForce } from '../exceptions/index.ts'
import { decisionPages, historyPages } from '../record-pages.ts'
import { readPublisher, type PublisherReport } from './read-publisher.ts'

/** A report with its period, and what stands at its end. Times in seconds since the epoch, UTC. */
export interface Report extends Figures {
  readonly period: { readonly since: number; readonly until: number; readonly days: number }
  readonly bypassInForce: Bypass | null
  readonly publisher: PublisherReport
  /** How they stand now; `use` is that of the period. */
  readonly exceptions: {
    readonly active: number
    readonly expiring: number
    readonly expired: number
    /** In force for two weeks at least, and not used in the period. */
    readonly unused: number
    readonly list: readonly StandingException[]
  }
}

/** Reads the last so many days, page by page, and counts. */
export async function readReport(cli: Cli, daemon: DaemonConnection, days: number): Promise<Report> {
  const until = cli.now()
  const reporting = startReport()
  let uses: ReadonlyMap<string, Use> = new Map()
  for await (const records of decisionPages(daemon, { days, what: 'reading decisions' }, cli)) {
    reporting.decisions(records)
    uses = countUses(uses, records)
  }
  for await (const records of historyPages(daemon, { days, what: 'reading the history' }, cli))
    reporting.history(records)
  const { bypass } = await daemon.status()
  const placed = await exceptionsInForce(cli)
  const list = standing(
    placed.map(({ entry }) => entry),
    uses,
    until,
  )
  const since = until - days * 86_400
  return {
    period: { since, until, days },
    ...reporting.result(),
    publisher: await readPublisher(cli, { since, until }),
    bypassInForce: bypass,
    exceptions: { ...countsOf(list), list },
  }
}

function countsOf(list: readonly StandingException[]): Omit<Report['exceptions'], 'list'> {
  const count = (is: (exception: StandingException) => boolean): number => list.filter(is).length
  return {
    active: count(({ state }) => state === 'active' || state === 'expiring'),
    expiring: count(({ state }) => state === 'expiring'),
    expired: count(({ state }) => state === 'expired'),
    unused: count(({ use, unusedDays }) => use.times === 0 && unusedDays !== null),
  }
}
