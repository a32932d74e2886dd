import { isStale, reasonOf, type TrustRootView } from '../../sources/index.ts'
import { painter, safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

const DAY = 86_400
const HOUR = 3600

const FROM: Readonly<Record<NonNullable<TrustRootView['from']>, string>> = {
  shipped: 'shipped with this program',
  refreshed: 'refreshed through TUF',
  file: 'a file; nothing refreshes it',
  pinned: 'pinned; nothing else is taken',
}

/** A root for programs. */
export function rootJson(view: TrustRootView, now: number): object {
  const { failed, refreshedAt } = view
  return {
    ...view,
    ageSeconds: refreshedAt === null ? null : Math.max(0, now - refreshedAt),
    stale: isStale(view, now),
    failed: failed === null ? null : { ...failed, reason: reasonOf(failed.code) },
  }
}

/** A root for people. */
export function rootLines(view: TrustRootView, cli: Cli): readonly string[] {
  const paint = painter(cli.colour)
  const now = cli.now()
  const rows: readonly SheetRow[] = [
    ['from', view.from === null ? 'nowhere yet: it vouches for nothing' : FROM[view.from]],
    ...(view.digest === null ? [] : [['sha256', view.digest] as const]),
    ...repositoryRows(view, now),
    ...failedRows(view),
  ]
  const name = paint('strong', safeText(view.name))
  const head = isStale(view, now) ? `${name}  ${paint('caution', 'stale (TC2601)')}` : name
  return [head, ...sheet(rows, 4, cli.width)]
}

function repositoryRows(view: TrustRootView, now: number): readonly SheetRow[] {
  const { repository, rootVersion, targetsVersion, expiresAt, refreshedAt } = view
  if (repository === null) return []
  const targets = targetsVersion === null ? '' : `, targets ${targetsVersion}`
  return [
    ['repository', safeText(repository)],
    ...(rootVersion === null ? [] : [['version', `root ${rootVersion}${targets}`] as const]),
    ...(expiresAt === null ? [] : [['expires', timeText(expiresAt)] as const]),
    [
      'refreshed',
      refreshedAt === null ? 'never' : `${timeText(refreshedAt)} (${ageText(now - refreshedAt)} ago)`,
    ],
  ]
}

function failedRows({ failed }: TrustRootView): readonly SheetRow[] {
  if (failed === null) return []
  return [
    ['last try', `${timeText(failed.at)}, not taken (${reasonOf(failed.code)}): ${safeText(failed.words)}`],
  ]
}

function ageText(seconds: number): string {
  if (seconds >= 2 * DAY) return `${Math.floor(seconds / DAY)} days`
  if (seconds >= 2 * HOUR) return `${Math.floor(seconds / HOUR)} hours`
  return `${Math.max(0, Math.floor(seconds / 60))} min`
}
