import { ClientError, type DaemonConnection } from '../../client/index.ts'
import { startReplay, type Replay, type Replaying } from '../../edit/index.ts'
import type { Layers } from '../../policy/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { withDaemon } from '../daemon.ts'

const SECONDS_A_DAY = 86_400
const RECORDS_A_PAGE = 500
/** Decisions that one replay makes again, the newest. */
const MAX_RECORDS = 100_000
/** Sooner nobody wonders what takes so long. */
const PROGRESS_MS = 1000

/** How far back recorded facts are looked at where nothing else is said. */
export const DEFAULT_DAYS = 30
const MAX_DAYS = 3660

/** Decisions made again under two policies; or, in words, why they could not be had. */
export type RecordedReplay =
  | { readonly ok: true; readonly replay: Replay; readonly days: number }
  | { readonly ok: false; readonly words: string }

/** The days of `30d`. Throws `CliError` `usage`. */
export function parseDays(text: string): number {
  const days = Number(/^([1-9]\d{0,3})d$/.exec(text)?.[1] ?? 0)
  if (days >= 1 && days <= MAX_DAYS) return days
  throw new CliError('usage', {
    message: `\`${text}\` is no number of days: expected something like \`30d\`, at most \`${MAX_DAYS}d\``,
    hint: '--against 30d',
  })
}

/** Decides again about what the daemon has recorded in the last `days`; it is started where need be. */
export async function replayRecorded(
  cli: Cli,
  { before, after }: { readonly before: Layers; readonly after: Layers },
  days: number,
): Promise<RecordedReplay> {
  const now = cli.now()
  const replaying = startReplay(before, after, now)
  try {
    await withDaemon(cli, (daemon) => readInto(replaying, daemon, now - days * SECONDS_A_DAY, cli))
    return { ok: true, replay: replaying.result(), days }
  } catch (error) {
    if (!(error instanceof ClientError)) throw error
    return { ok: false, words: error.message }
  }
}

async function readInto(
  replaying: Replaying,
  daemon: DaemonConnection,
  since: number,
  cli: Cli,
): Promise<void> {
  const told = progress(cli)
  let read = 0
  for await (const records of pages(daemon, since)) {
    replaying.add(records.slice(0, MAX_RECORDS - read))
    read += records.length
    if (read >= MAX_RECORDS) return cli.complain(`only the newest ${MAX_RECORDS} decisions are looked at`)
    told(read)
  }
}

/** What was recorded since `since` (seconds, UTC), newest first, page by page. */
export async function* pages(
  daemon: Pick<DaemonConnection, 'decisions'>,
  since: number,
): AsyncGenerator<readonly DecisionRecord[]> {
  let before: number | null = null
  do {
    const page: Awaited<ReturnType<DaemonConnection['decisions']>> = await daemon.decisions({
      since,
      before,
      limit: RECORDS_A_PAGE,
    })
    yield page.decisions
    before = page.next
  } while (before !== null)
}

/** Says how far it is, once a second, where a person watches. */
function progress({ terminal, monotonicMs, complain }: Cli): (read: number) => void {
  let next = monotonicMs() + PROGRESS_MS
  return (read) => {
    if (terminal === null || monotonicMs() < next) return
    next = monotonicMs() + PROGRESS_MS
    complain(`deciding again: ${read} decisions so far`)
  }
}
