import { safeText, sheet, timeText, type SheetRow } from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'
import { share } from './bar.ts'
import { heading } from './paragraph.ts'
import { hasPublished, type PublisherReport } from './read-publisher.ts'

/** What was built, released and rotated; nothing where nobody published from here. */
export function publisherLines(publisher: PublisherReport, cli: Cli): readonly string[] {
  if (!hasPublished(publisher)) return []
  const { reproducible, reproduced, verified, rotations, unreadable } = publisher
  const rows: readonly SheetRow[] = [
    ['reproducible', `${share(reproducible.number, reproducible.of)} builds that were compared`],
    ...reproducible.byPlatform.map(({ platform, number, of }): SheetRow => [
      `  ${safeText(platform, 40)}`,
      share(number, of),
    ]),
    ['rebuilt', `${share(reproduced.number, reproduced.of)} files of others, to the byte`],
    ['verified', `${share(verified.number, verified.of)} releases`],
    ...verified.refusals.map(({ code, number }): SheetRow => [`  ${safeText(code, 40)}`, String(number)]),
    [
      'rotations',
      `${share(rotations.number, rotations.of)} in time, two weeks before the key’s end at least`,
    ],
    ...rotations.late.map(({ fingerprint, holder, signUntil, followedAt }): SheetRow => [
      '  late',
      `${fingerprint.slice(0, 16)} of ${safeText(holder)} ended ${timeText(signUntil)}${followedAt === null ? ', and none follows it' : ''}`,
    ]),
    ...(unreadable === 0 ? [] : [['not counted', `${unreadable} records that can’t be read`] as const]),
  ]
  return [...heading('what was published', cli), ...sheet(rows, 2, cli.width)]
}
