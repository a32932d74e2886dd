import type { DaemonConnection } from '../client/index.ts'
import type { DecisionRecord, HistoryRecord } from '../protocol/index.ts'
import type { Cli } from './cli.ts'

const SECONDS_A_DAY = 86_400
const RECORDS_A_PAGE = 500
/** Sooner nobody wonders what takes so long. */
const PROGRESS_MS = 1000

interface Reading {
  /** How far back. */
  readonly days: number
  /** What a person is told that it is for, once it takes longer than a second. */
  readonly what: string
}

/** What was decided in the last so many days, newest first, page by page. */
export function decisionPages(
  daemon: Pick<DaemonConnection, 'decisions'>,
  reading: Reading,
  cli: Cli,
): AsyncGenerator<readonly DecisionRecord[]> {
  return pages(
    async (since, before) => {
      const { decisions, next } = await daemon.decisions({ since, before, limit: RECORDS_A_PAGE })
      return { records: decisions, next }
    },
    reading,
    cli,
  )
}

/** What was recorded beside decisions in the last so many days, newest first, page by page. */
export function historyPages(
  daemon: Pick<DaemonConnection, 'history'>,
  reading: Reading,
  cli: Cli,
): AsyncGenerator<readonly HistoryRecord[]> {
  return pages((since, before) => daemon.history({ since, before, limit: RECORDS_A_PAGE }), reading, cli)
}

interface RecordPage<T> {
  readonly records: readonly T[]
  readonly next: number | null
}

async function* pages<T>(
  ask: (since: number, before: number | null) => Promise<RecordPage<T>>,
  { days, what }: Reading,
  cli: Cli,
): AsyncGenerator<readonly T[]> {
  const since = Math.max(0, cli.now() - days * SECONDS_A_DAY)
  let nextWord = cli.monotonicMs() + PROGRESS_MS
  let read = 0
  let before: number | null = null
  do {
    const page: RecordPage<T> = await ask(since, before)
    read += page.records.length
    yield page.records
    before = page.next
    if (cli.monotonicMs() >= nextWord) {
      nextWord = cli.monotonicMs() + PROGRESS_MS
      cli.complain(`${what}: ${read} records so far`)
    }
  } while (before !== null)
}
