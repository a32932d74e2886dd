import type { PolicyProblem } from '../policy/index.ts'
import { painter, safeText } from '../verdict/index.ts'
import { CliError } from './cli-error.ts'
import type { Cli } from './cli.ts'

const MAX_LINE_SHOWN = 100

/** Every problem with its place, the line it is in, a mark below it, and what helps. */
export function problemLines(
  problems: readonly PolicyProblem[],
  { file, text }: { readonly file: string; readonly text: string },
  { colour }: Cli,
): readonly string[] {
  const paint = painter(colour)
  const lines = text.split('\n')
  return problems.flatMap(({ message, line, column, hint }) => [
    `${file}:${line}:${column}: ${paint('bad', safeText(message))}`,
    ...excerpt(lines[line - 1] ?? '', line, column),
    ...(hint === null ? [] : [`  ${paint('faint', 'try')}  ${safeText(hint)}`]),
  ])
}

/** A policy that is needed and does not parse. */
export function unusablePolicy(file: string, problems: readonly PolicyProblem[]): CliError {
  const [first] = problems
  const where = first === undefined ? '' : `: line ${first.line}: ${first.message}`
  return new CliError('input', {
    message: `the policy \`${file}\` can't be used${where}`,
    hint: `trustctl policy check ${file}`,
  })
}

/** What stands at the beginning of a text: a quoted piece, or all up to what ends a value. */
const TOKEN = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s,[\]{}#:]+)/

function excerpt(line: string, number: number, column: number): readonly string[] {
  if (line.trim() === '' || column > MAX_LINE_SHOWN) return []
  const gutter = String(number).padStart(5)
  const token = TOKEN.exec(line.slice(column - 1))?.[0] ?? ''
  const marked = Math.max(1, Math.min(token.length, MAX_LINE_SHOWN - column + 1))
  return [
    `${gutter} | ${safeText(line, MAX_LINE_SHOWN)}`,
    `${' '.repeat(gutter.length)} | ${' '.repeat(column - 1)}${'^'.repeat(marked)}`,
  ]
}
