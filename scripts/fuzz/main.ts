/**
 * `npm run fuzz`: feeds the parsers of untrusted input with changed good examples, led by the blocks that they reach.
 * `--target NAME` (all), `--seconds N` (600) for each, `--executions N` (no bound), `--seed N` (20261127), `--jobs N` (1), `--table FILE` keeps a table of
 * all that was run. What is found lies below scripts/fuzz/findings; the corpus below scripts/fuzz/corpus. Exit 1 where
 * something was found.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { campaign, type Campaign } from './engine/campaign.ts'
import { nameOf, readInputs, writeInputs } from './engine/corpus.ts'
import { writeRow } from './table.ts'
import { TARGETS } from './targets/index.ts'

const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true, default: TARGETS.map(({ name }) => name) },
    seconds: { type: 'string', default: '600' },
    executions: { type: 'string' },
    seed: { type: 'string', default: '20261127' },
    jobs: { type: 'string', default: '1' },
    table: { type: 'string' },
  },
})

const unknown = values.target.find((name) => !TARGETS.some((target) => target.name === name))
if (unknown !== undefined)
  throw new Error(`there is no target \`${unknown}\`: ${TARGETS.map(({ name }) => name).join(', ')}`)

const MODULE = join(import.meta.dirname, 'targets', 'index.ts')
/** Twenty times what one input may take. */
const SILENT_MS = 20_000
const MAX_RESTARTS = 5
const CORPUS = join(import.meta.dirname, 'corpus')
const FINDINGS = join(import.meta.dirname, 'findings')

const queue = [...values.target]
let found = 0

function keep({ target, progress, findings, inputs }: Campaign): void {
  if (inputs.length > 0) writeInputs(join(CORPUS, target), inputs)
  for (const { key, words, input } of findings) {
    const bytes = Buffer.from(input, 'base64')
    const folder = join(FINDINGS, target)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, nameOf(bytes)), bytes)
    process.stdout.write(
      `FOUND in ${target}, seed ${values.seed}: ${key}\n${words}\n  ${join(folder, nameOf(bytes))}\n`,
    )
  }
  found += findings.length
  const kept = readInputs(join(CORPUS, target))
  const row = {
    target,
    seed: Number(values.seed),
    seconds: Math.round(progress.seconds),
    cpuSeconds: Math.round(progress.cpuSeconds),
    executions: progress.executions,
    blocks: progress.blocks,
    slowestMs: Math.round(progress.slowestMs),
    growth: Math.round(progress.growth * 10) / 10,
    corpus: kept.length,
    bytes: kept.reduce((sum, { length }) => sum + length, 0),
    findings: findings.length,
  }
  process.stdout.write(`${JSON.stringify(row)}\n`)
  if (values.table !== undefined) writeRow(values.table, row)
}

async function work(): Promise<void> {
  for (let target = queue.shift(); target !== undefined; target = queue.shift()) {
    const wish = {
      module: MODULE,
      target,
      seconds: Number(values.seconds),
      executions: values.executions === undefined ? null : Number(values.executions),
      seed: Number(values.seed),
      corpus: join(CORPUS, target),
      silentMs: SILENT_MS,
      restarts: MAX_RESTARTS,
    }
    keep(await campaign(wish))
  }
}

await Promise.all(Array.from({ length: Number(values.jobs) }, work))
process.exitCode = found === 0 ? 0 : 1
