import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/** What one run of one target came to. */
export interface Row {
  readonly target: string
  readonly seed: number
  readonly seconds: number
  readonly cpuSeconds: number
  readonly executions: number
  readonly blocks: number
  /** The slowest execution by the clock on the wall, with counters in the program and others at work beside it. */
  readonly slowestMs: number
  /** MiB that are held at the end and were not after a fifth of the time. */
  readonly growth: number
  readonly corpus: number
  readonly bytes: number
  readonly findings: number
}

const COLUMNS = [
  'target',
  'seed',
  'seconds',
  'CPU, s',
  'executions',
  'per CPU-second',
  'blocks',
  'slowest, ms',
  'growth, MiB',
  'corpus',
  'bytes',
  'findings',
]
const BEGIN = '<!-- table -->'
const END = '<!-- /table -->'

/** Puts a row into a file's table in the place of the same target's, or in its place by name. */
export function writeRow(path: string, row: Row): void {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : `${BEGIN}\n${END}\n`
  const [before = '', rest = ''] = text.split(BEGIN)
  const [table = '', after = ''] = rest.split(END)
  const rows = table.split('\n').filter((line) => /^\| [a-z]/.test(line) && !line.startsWith('| target'))
  const others = rows.filter((line) => !line.startsWith(`| ${row.target} |`))
  const lines = [...others, lineOf(row)].toSorted()
  const head = [`| ${COLUMNS.join(' | ')} |`, `|---|${'--:|'.repeat(COLUMNS.length - 1)}`]
  writeFileSync(path, `${before}${BEGIN}\n${[...head, ...lines].join('\n')}\n${END}${after}`)
}

function lineOf(row: Row): string {
  const {
    target,
    seed,
    seconds,
    cpuSeconds,
    executions,
    blocks,
    slowestMs,
    growth,
    corpus,
    bytes,
    findings,
  } = row
  const speed = Math.round(executions / Math.max(1, cpuSeconds))
  return `| ${[target, seed, seconds, cpuSeconds, executions, speed, blocks, slowestMs, growth, corpus, bytes, findings].join(' | ')} |`
}
