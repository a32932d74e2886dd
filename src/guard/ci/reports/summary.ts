import { REASONS, safeText } from '../../../verdict/index.ts'
import type { JobEntry } from '../results/job-entry.ts'
import { findingsOf, placeOf, type JobReport } from './job-report.ts'

/** GitHub's limit for the summary of one step. */
export const MAX_SUMMARY_BYTES = 1024 * 1024
/** More than anybody reads; all are in the other reports. */
const MAX_ROWS = 500

/** A job in Markdown, in at most `maxBytes`: rows that don't fit are counted. */
export function summaryMarkdown(report: JobReport, maxBytes = MAX_SUMMARY_BYTES): string {
  const findings = findingsOf(report)
  const head = [...headLines(report), '', ...checkLines(report), ''].join('\n')
  const rows = findings.slice(0, MAX_ROWS).map((entry) => findingRow(report, entry))
  const table = fitting(rows, maxBytes - Buffer.byteLength(head) - TABLE_HEAD.length - REST_BYTES)
  const rest = findings.length - table.length
  const text = [
    head,
    ...(table.length === 0 ? [] : [TABLE_HEAD, ...table, '']),
    ...(rest === 0 ? [] : [`${rest} more are in the reports.`, '']),
  ].join('\n')
  return Buffer.byteLength(text) <= maxBytes ? text : ''
}

const TABLE_HEAD = '| | what | code | why | where | details |\n|---|---|---|---|---|---|'
/** Room for the line that counts what is left out. */
const REST_BYTES = 100

function headLines({ checks, policy, results, unreadReports }: JobReport): readonly string[] {
  const { artifacts, verified, warned, unsigned, refused } = results.counts
  const isGood = checks.every(({ isProven }) => isProven) && refused === 0 && artifacts > 0
  const by = policy === null ? '' : ` Policy ${code(`${policy.name} v${policy.version}`)}.`
  return [
    `### ${isGood ? '✅' : '❌'} pip-trust: ${artifacts} artifact${artifacts === 1 ? '' : 's'} checked`,
    '',
    `${verified} verified, ${warned} warned about, ${unsigned} unsigned, **${refused} refused**, in ${results.runs} run${results.runs === 1 ? '' : 's'} of pip.${by}`,
    ...(artifacts === 0
      ? ['', '**Nothing was checked**: no guarded pip installed anything, and so nothing is proven.']
      : []),
    ...(unreadReports === 0 ? [] : ['', `${unreadReports} reports of runs could not be read.`]),
  ]
}

function checkLines({ checks }: JobReport): readonly string[] {
  return checks.map(({ isProven, name, words, hint }) => {
    const help = isProven || hint === null ? '' : ` → ${code(hint)}`
    return `- ${isProven ? '✅' : '❌'} ${name}: ${code(words)}${help}`
  })
}

function findingRow(report: JobReport, entry: JobEntry): string {
  const place = placeOf(report, entry)
  const cells = [
    entry.decision === 'block' ? '❌' : '⚠️',
    code(entry.name),
    entry.code,
    code(entry.reasons[0]?.found ?? REASONS[entry.code].title),
    place === null ? '' : code(`${place.file}:${place.line}`),
    code(`trustctl why ${entry.code}`),
  ]
  return `| ${cells.join(' | ')} |`
}

/** As many rows as fit, from the first. */
function fitting(rows: readonly string[], maxBytes: number): readonly string[] {
  let left = maxBytes
  const end = rows.findIndex((row) => {
    left -= Buffer.byteLength(row) + 1
    return left < 0
  })
  return end === -1 ? rows : rows.slice(0, end)
}

/** Untrusted text as a code span: no HTML, no links, no end of the cell. */
function code(text: string): string {
  const safe = safeText(text).replaceAll('`', "'").replaceAll('|', '¦')
  return safe.trim() === '' ? '' : `\`${safe}\``
}
