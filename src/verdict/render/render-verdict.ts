import type { Verdict } from '../verdict.ts'
import { artifactName, shortDigest, type Subject } from './artifact-text.ts'
import { columnsOf, DEFAULT_WIDTH, fit, pad, wrap } from './layout.ts'
import { painter, toneOf } from './paint.ts'
import { safeText } from './safe-text.ts'
import { factRows, fixRows, type Row } from './verdict-rows.ts'

/** A verdict and what it is about, to be shown to a person. */
export interface VerdictView {
  readonly verdict: Verdict
  readonly artifact: Subject
  readonly colour: boolean
  /** Columns of the longest line; `DEFAULT_WIDTH` when absent, never fewer than `MIN_WIDTH`. */
  readonly width?: number
}

/** Narrower than this the columns would leave no room for words. */
export const MIN_WIDTH = 60
/** Facts and reasons that one block shows; the rest is counted, and `trustctl why` has it. */
const MAX_ROWS = 12
/** Commands that one block shows. */
const MAX_FIXES = 4

const MAX_LINES_PER_ROW = 4
const MAX_NAME_LENGTH = 80
const MARGIN = 2
const GAP = 3
const MIN_LABEL = 7

/**
 * A verdict in the block form of policy.md: a head line, a row for each fact and each reason, what helps, and the code.
 * What decided is in capitals. Every string in it from elsewhere is escaped, and no line is wider than `width`.
 */
export function renderVerdict(view: VerdictView): string[] {
  const width = Math.max(MIN_WIDTH, view.width ?? DEFAULT_WIDTH)
  const paint = painter(view.colour)
  const all = factRows(view.verdict)
  const rows = mostTelling(all)
  const left = all.length - rows.length
  const more = left === 0 ? [] : [paint('faint', `  and ${left} more`)]
  const columns = columnsFor([...rows, ...fixRows(view.verdict).slice(0, MAX_FIXES)], view.colour, width)
  return [
    ...headLines(view, width),
    ...rows.flatMap((row) => rowLines(row, columns)),
    ...more,
    ...fixRows(view.verdict)
      .slice(0, MAX_FIXES)
      .flatMap((row) => rowLines(row, columns)),
    paint(
      'faint',
      `  code ${view.verdict.code} · trustctl why ${safeText(view.verdict.ref, MAX_NAME_LENGTH)}`,
    ),
  ]
}

/** A hostile bundle can carry hundreds of attestations: what decided is never crowded out by what did not. */
function mostTelling(rows: readonly Row[]): readonly Row[] {
  if (rows.length <= MAX_ROWS) return rows
  return [...rows.filter((row) => row.decides), ...rows.filter((row) => !row.decides)].slice(0, MAX_ROWS)
}

/** Name, digest and policy in one line where they fit, else in two; the name has the first claim on the room. */
function headLines({ verdict, artifact, colour }: VerdictView, width: number): readonly string[] {
  const lead = pad(verdict.decision.toUpperCase(), 'BLOCK'.length)
  const indent = ' '.repeat(lead.length + 2)
  const room = width - indent.length
  const name = fit(artifactName(artifact), Math.min(MAX_NAME_LENGTH, room))
  const paint = painter(colour)
  const head = `${paint('strong', paint(toneOf(verdict.decision), lead))}  ${name}`
  const short = shortDigest(artifact)
  const digest = short === null ? '' : `  ${short}`
  const policy = policyText(verdict)
  if (columnsOf(`${name}${digest}   ${policy}`) <= room) return [`${head}${digest}   ${policy}`]
  if (columnsOf(`${name}${digest}`) <= room) return [`${head}${digest}`, ...wrapped(policy, indent, room)]
  return [head, ...wrapped(`${digest} ${policy}`, indent, room)]
}

function wrapped(text: string, indent: string, room: number): readonly string[] {
  return wrap(text, room, 3).map((line) => indent + line)
}

function policyText({ policy, rule, exception }: Verdict): string {
  // Some things are refused before a policy is asked; then there is none to name.
  if (policy.digest === '') return `whatever the policy: ${safeText(rule)}`
  const at = policy.at === null ? '' : ` (${safeText(policy.at)})`
  const used = exception === null ? '' : `, exception ${safeText(exception)}`
  return `policy ${safeText(policy.name)} v${policy.version}, rule ${safeText(rule)}${at}${used}`
}

interface Columns {
  readonly label: number
  readonly subject: number
  readonly colour: boolean
  readonly width: number
}

function columnsFor(rows: readonly Row[], colour: boolean, width: number): Columns {
  const label = Math.max(MIN_LABEL, ...rows.map((row) => columnsOf(row.label))) + GAP
  const subject = Math.max(0, ...rows.map((row) => columnsOf(row.subject))) + GAP
  return { label, subject, colour, width }
}

function rowLines(row: Row, { label, subject, colour, width }: Columns): readonly string[] {
  const subjectColumn = row.subject === '' ? '' : pad(row.subject, subject)
  const indent = ' '.repeat(MARGIN + label + columnsOf(subjectColumn))
  const painted = painter(colour)(row.tone, row.label) + ' '.repeat(label - columnsOf(row.label))
  const lines = wrap(row.text, width - indent.length, MAX_LINES_PER_ROW)
  return lines.map((line, nth) =>
    nth === 0 ? ' '.repeat(MARGIN) + painted + subjectColumn + line : indent + line,
  )
}
