import { CHANNELS, LEAKS, type Channel } from '../../test/e2e/channels/index.ts'
import { pairName, PIPS, type Cell as PairCell, type PipVersion } from '../../test/e2e/harness/index.ts'
import type { Cell, Column } from './cells.ts'

/** All columns of one pip: the Pythons that it was tried on. */
interface PipColumns {
  readonly pip: PipVersion
  readonly columns: readonly Column[]
}

const INTRODUCTION = `# What is covered

Every road by which code reaches pip, and what happens on it. Made by \`node scripts/matrix.ts\` from the results of
\`test/e2e/channels\`; \`npm test\` tries a sample of it on pairs that the seed \`PIP_TRUST_E2E_SEED\` (default 1) chooses, and
CI a larger one.

A row that attacks is tried twice: tampered bytes (or a place, a text, a repository that the policy refuses) are planted
and must be refused with the right code, with nothing installed and none of their code run; then the same command must
install the honest ones. \`ok\` means that both happened on every Python of the column. What these words rest on is
described in [how every road is watched](concepts/mediation.md).`

/** \`file: URL\` ▶ \`file-url\` */
function slug(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

/** The mark of a row on all Pythons of a pip: one failure fails it, one success is enough where others can't try it. */
function markOf(cells: readonly Cell[]): Cell['mark'] {
  const has = (mark: Cell['mark']): boolean => cells.some((cell) => cell.mark === mark)
  if (has('FAILED')) return 'FAILED'
  return has('ok') ? 'ok' : '–'
}

function cellsOf({ columns }: PipColumns, name: string): readonly Cell[] {
  return columns.flatMap(({ cells }) => cells[name] ?? [])
}

function header(pips: readonly PipColumns[]): string {
  const titles = pips.map(({ pip, columns }) => {
    const version = columns.find(({ pipVersion }) => pipVersion !== null)?.pipVersion ?? pip
    return `pip ${version}<br>${columns.map(({ pair }) => pair.python.minor).join(', ')}`
  })
  return `| | ${titles.join(' | ')} |\n|---|${pips.map(() => ':-:|').join('')}`
}

/** Why a row has no result, with the pips that this holds for. */
function absences(name: string, pips: readonly PipColumns[]): readonly string[] {
  const byWords = Map.groupBy(
    pips.flatMap(({ pip, columns }) =>
      columns.flatMap(({ cells, pair }) => {
        const cell = cells[name]
        return cell?.mark === '–' ? [{ pip, minor: pair.python.minor, words: cell.note ?? '' }] : []
      }),
    ),
    ({ words }) => words,
  )
  return [...byWords].map(([words, where]) => {
    const named = PIPS.flatMap((pip) => {
      const minors = where.filter((each) => each.pip === pip).map(({ minor }) => minor)
      return minors.length === 0 ? [] : [`pip ${pip} (${minors.join(', ')})`]
    })
    return `- ${name}: ${words}: ${named.join(', ')}`
  })
}

function channelText({ title, sentence, cases }: Channel, pips: readonly PipColumns[]): string {
  const rows = cases.map(({ name }) => {
    const marks = pips.map((each) => markOf(cellsOf(each, name)))
    return `| <a id="${slug(name)}"></a>${escaped(name)} | ${marks.join(' | ')} |`
  })
  const reasons = cases.flatMap(({ name }) => absences(name, pips))
  const why = reasons.length === 0 ? '' : `\nWithout a result:\n\n${reasons.join('\n')}\n`
  return `## ${title}\n\n${sentence}\n\n${header(pips)}\n${rows.join('\n')}\n${why}`
}

function leaksText(): string {
  const lines = LEAKS.map(({ leak, row }) => `- ${leak}: [${escaped(row)}](#${slug(row)})`)
  return `## Known leaks of other wrappers\n\nTools that match names in addresses, or judge a dry run, miss these; each is a row here.\n\n${lines.join('\n')}\n`
}

const ROWS = CHANNELS.flatMap(({ cases }) => cases.map(({ name }) => name))

function isWhole({ cells }: Column): boolean {
  return ROWS.every((name) => cells[name] !== undefined)
}

/** Why a pair has no column; null when it has one. */
function absence({ pair, absent }: PairCell, whole: readonly Column[]): string | null {
  if (pair === null) return absent
  const name = pairName(pair)
  if (whole.some((column) => pairName(column.pair) === name)) return null
  return 'not every road was tried in the run that made this page'
}

/** The page, from what came of every road on every pair. A pair on which not every road was tried has no column. */
export function coveragePage(columns: readonly Column[], table: readonly PairCell[]): string {
  const whole = columns.filter(isWhole)
  const pips = PIPS.map((pip) => ({ pip, columns: whole.filter(({ pair }) => pair.pip === pip) })).filter(
    (each) => each.columns.length > 0,
  )
  const all = whole.flatMap(({ cells }) => ROWS.flatMap((name) => cells[name] ?? []))
  const count = (mark: Cell['mark']): number => all.filter((cell) => cell.mark === mark).length
  const pythons = [...new Set(whole.map(({ pair }) => pair.python.version))].join(', ')
  const absent = table.flatMap((cell) => {
    const why = absence(cell, whole)
    return why === null ? [] : [`- pip ${cell.pip} on Python ${cell.minor}: ${why}`]
  })
  return `${INTRODUCTION}

${ROWS.length} roads on ${whole.length} pairs of pip and Python (${pythons}): ${count('ok')} results are as they must be,
${count('FAILED')} are not, ${count('–')} are not there, each with its reason.

${leaksText()}
${CHANNELS.map((channel) => channelText(channel, pips)).join('\n')}
## Pairs that are not there

${absent.join('\n')}
`
}
