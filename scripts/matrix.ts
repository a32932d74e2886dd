/**
 * Tries every road by which code reaches pip (test/e2e/channels) on every pair of pip and Python that upstream
 * supports, and writes docs/coverage.md. `npm test` tries a seeded sample of it.
 *
 * `--only WORDS` (roads whose name has them, or whose channel's), `--pairs WORDS` (pairs whose name has them), `--check` (says what failed,
 * writes nothing), `--continue` (goes on where the last run was cut off: tries what it kept no result of, or
 * failed; the page shows what it kept of other pairs).
 * `--sample N` (as many roads as that, chosen by the seed `PIP_TRUST_E2E_SEED`),
 * `--at-once N` (so many roads at once; two unless it is said).
 * Exits with 1 when a road failed.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CHANNEL_CASES, CHANNELS, sampledCases, type ChannelCase } from '../test/e2e/channels/index.ts'
import {
  findInterpreters,
  pairName,
  pairTable,
  startScene,
  trustWorld,
  type Pair,
} from '../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'
import { keepColumn, keptColumn, type Cell, type Column } from './matrix/cells.ts'
import { coveragePage } from './matrix/page.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    pairs: { type: 'string', default: '' },
    check: { type: 'boolean', default: false },
    continue: { type: 'boolean', default: false },
    sample: { type: 'string', default: String(CHANNEL_CASES.length) },
    'at-once': { type: 'string', default: '2' },
  },
})

interface Tried extends Cell {
  readonly pipVersion: string | null
}

async function tryOne({ scene, unsupported, run }: ChannelCase, pair: Pair): Promise<Tried> {
  const why = unsupported?.(pair) ?? null
  if (why !== null) return { mark: '–', note: why, pipVersion: null }
  const world = await createSigstoreWorld()
  const opened = await startScene(pair, { ...scene(world) })
  const { pipVersion } = opened.venv
  const done = trustWorld(opened.home, world).then(async () => await run(opened, world))
  const note = await wordsOf(done)
  // Processes that a road leaves behind fail it, and not the roads after it.
  const left = await wordsOf(opened.close())
  const wrong = note ?? left
  return { mark: wrong === null ? 'ok' : 'FAILED', note: wrong, pipVersion }
}

/** What went wrong; null when nothing did. */
async function wordsOf(work: Promise<void>): Promise<string | null> {
  try {
    await work
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

async function tryAll(pair: Pair, cases: readonly ChannelCase[]): Promise<Column> {
  let column = values.continue ? keptColumn(pair) : { pair, pipVersion: null, cells: {} }
  const kept: Readonly<Record<string, Cell>> = column.cells
  const waiting = cases.filter(({ name }) => kept[name] === undefined)
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { mark, note, pipVersion } = await tryOne(next, pair)
      if (mark === 'FAILED') process.stderr.write(`${pairName(pair)}: ${next.name}\n${note}\n`)
      const cells = { ...column.cells, [next.name]: { mark, note } }
      column = { pair, pipVersion: column.pipVersion ?? pipVersion, cells }
      if (!values.check) keepColumn(column)
    }
  }
  await Promise.all(Array.from({ length: Number(values['at-once']) }, work))
  return column
}

const table = pairTable(await findInterpreters())
const pairs = table.flatMap(({ pair }) => (pair === null ? [] : [pair]))
const ofChannel = new Set(CHANNELS.flatMap((each) => (each.title.includes(values.only) ? each.cases : [])))
const cases = sampledCases(Number(values.sample)).filter(
  (each) => ofChannel.has(each) || each.name.includes(values.only),
)
const started = performance.now()
const columns: Column[] = []
for (const pair of pairs) {
  if (!pairName(pair).includes(values.pairs)) {
    if (values.continue) columns.push(keptColumn(pair))
    continue
  }
  columns.push(await tryAll(pair, cases))
  process.stderr.write(`${pairName(pair)}: ${Math.round((performance.now() - started) / 1000)} s\n`)
}

const tried = new Set(cases.map(({ name }) => name))
const marks = columns.flatMap(({ cells }) =>
  Object.entries(cells).flatMap(([name, { mark }]) => (tried.has(name) ? [mark] : [])),
)
const failed = marks.filter((mark) => mark === 'FAILED').length
process.stdout.write(`${marks.length - failed} results are as they must be, ${failed} are not\n`)
if (!values.check) {
  await writeFile(join(import.meta.dirname, '../docs/coverage.md'), coveragePage(columns, table))
}
process.exitCode = failed === 0 ? 0 : 1
