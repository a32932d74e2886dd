import {
  publisherRows,
  safeText,
  sheet,
  timeText,
  type Publisher,
  type RememberedPublisher,
  type SheetRow,
} from '../../verdict/index.ts'
import type { Cli } from '../cli.ts'

const HOW: Readonly<Record<RememberedPublisher['by'], string>> = {
  'first-use': 'first seen here',
  history: 'an earlier release of the index was attested by it',
  person: 'accepted by a person',
}

/** A remembered publisher in full. */
export function rememberedLines(remembered: RememberedPublisher, cli: Cli): readonly string[] {
  const { project, index, lines, version, firstSeenAt, by } = remembered
  const rows: readonly SheetRow[] = [
    ...publisherRows(remembered.publisher),
    ['since', `${timeText(firstSeenAt)}, version ${safeText(version)}: ${HOW[by]}`],
    ['lines', lines.map((line) => safeText(line)).join(', ')],
  ]
  return [`${safeText(project)}  (${safeText(index)})`, ...sheet(rows, 4, cli.width)]
}

/** Every claim of a publisher's certificate. */
export function publisherLines(publisher: Publisher, { width }: Cli): readonly string[] {
  return sheet(publisherRows(publisher), 4, width)
}
