import { FAMILIES } from './lines/index.ts'
import type { Line } from './line.ts'
import { meant, type Outcome } from './play.ts'
import type { Pair } from '../../test/e2e/harness/index.ts'

/** One pip's outcomes. */
export interface Column {
  readonly pair: Pair
  readonly pipVersion: string
  readonly outcomeOf: (line: Line) => Outcome | undefined
}

const BEGIN = '<!-- The rest is made by `npm run differential`. -->'

function setting(line: Line): string {
  const env = Object.entries(line.env ?? {}).map(([name, value]) =>
    value === null ? `no ${name}` : `${name}=${value}`,
  )
  const files = Object.entries(line.files ?? {}).map(([name, text]) => `${name}: ${shortened(text)}`)
  const signal = line.signal ? [`${line.signal.name} at ${line.signal.at}`] : []
  return [...(line.stock === 'stocked' ? ['stocked'] : []), ...env, ...files, ...signal].join('; ')
}

function shortened(text: string): string {
  const flat = text.trimEnd().replaceAll('\n', ' ⏎ ')
  return flat.length > 60 ? `${flat.slice(0, 60)}…` : flat
}

const code = (text: string): string => (text === '' ? '' : `\`${text.replaceAll('|', '\\|')}\``)

function cell(line: Line, { pair, outcomeOf }: Column): string {
  const outcome = outcomeOf(line)
  if (outcome === undefined) return '–'
  const names = outcome.mark === 'explained' ? ` (${meant(line, { pair }).join(', ')})` : ''
  return `${outcome.mark}${names}, exit ${outcome.exit ?? 'by signal'}`
}

function familyTable(title: string, lines: readonly Line[], columns: readonly Column[]): string {
  const rows = lines.map(
    (line) =>
      `| ${code(line.run)} | ${code(setting(line))} | ${columns.map((column) => cell(line, column)).join(' | ')} |`,
  )
  const heads = columns.map(({ pair, pipVersion }) => `pip ${pipVersion}, Python ${pair.python.minor}`)
  return [
    `### ${title}`,
    '',
    `| line | with | ${heads.join(' | ')} |`,
    `|---|---|${heads.map(() => '---|').join('')}`,
    ...rows,
  ].join('\n')
}

/** The page with its generated part made anew: what people wrote above stays. */
export function pageWith(page: string, columns: readonly Column[]): string {
  const written = page.split(BEGIN)[0] ?? ''
  const all = columns.flatMap(({ outcomeOf }) =>
    Object.values(FAMILIES).flatMap((lines) => lines.map(outcomeOf)),
  )
  const count = (mark: Outcome['mark']): number => all.filter((outcome) => outcome?.mark === mark).length
  const lines = Object.values(FAMILIES).reduce((sum, family) => sum + family.length, 0)
  const sums = `${lines} lines on ${columns.length} pips: ${count('same')} the same, ${count('explained')} with differences that are explained above, ${count('differs') + count('no longer differs')} otherwise.`
  const tables = Object.entries(FAMILIES).map(([title, family]) => familyTable(title, family, columns))
  return `${written}${BEGIN}\n\n## Every line\n\n${sums}\n\n${tables.join('\n\n')}\n`
}
