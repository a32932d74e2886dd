/**
 * Tries every road by which code reaches pip (test/e2e/channels) on every pair of pip and Python that upstream
 * supports, and writes the table to test/e2e/MATRIX.md. `npm test` tries a seeded sample of it.
 * `--only WORDS` (roads whose name has them), `--pairs WORDS` (pairs whose name has them), `--check` (to stdout, without writing the file).
 * Exits with 1 when a cell failed.
 */
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { CHANNEL_CASES, type ChannelCase } from '../test/e2e/channels/index.ts'
import {
  findInterpreters,
  pairName,
  pairTable,
  startScene,
  trustWorld,
  type Pair,
} from '../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    pairs: { type: 'string', default: '' },
    check: { type: 'boolean', default: false },
  },
})

/** What came of one road on one pair. */
interface Outcome {
  readonly mark: 'ok' | 'FAILED' | '–'
  /** What went wrong, or why it was not tried. */
  readonly note: string | null
}

/** What each pip says of itself: tells which one is the newest. */
const versions = new Map<string, string>()

/** Two of them run at once: the machines that this is for have two cores. */
const AT_ONCE = 2

async function tryOne({ scene, unsupported, run }: ChannelCase, pair: Pair): Promise<Outcome> {
  const why = unsupported?.(pair) ?? null
  if (why !== null) return { mark: '–', note: why }
  const world = await createSigstoreWorld()
  const opened = await startScene(pair, { ...scene(world) })
  try {
    versions.set(pair.pip, opened.venv.pipVersion)
    await trustWorld(opened.home, world)
    await run(opened, world)
    return { mark: 'ok', note: null }
  } catch (error) {
    return { mark: 'FAILED', note: error instanceof Error ? error.message : String(error) }
  } finally {
    await opened.close()
  }
}

async function tryAll(pair: Pair, cases: readonly ChannelCase[]): Promise<ReadonlyMap<string, Outcome>> {
  const outcomes = new Map<string, Outcome>()
  const waiting = [...cases]
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const outcome = await tryOne(next, pair)
      outcomes.set(next.name, outcome)
      if (outcome.mark === 'FAILED')
        process.stderr.write(`${pairName(pair)}: ${next.name}\n${outcome.note}\n`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return outcomes
}

const table = pairTable(await findInterpreters())
const pairs = table.flatMap(({ pair }) =>
  pair !== null && pairName(pair).includes(values.pairs) ? [pair] : [],
)
const cases = CHANNEL_CASES.filter(({ name }) => name.includes(values.only))
const started = performance.now()
const columns: { readonly pair: Pair; readonly outcomes: ReadonlyMap<string, Outcome> }[] = []
for (const pair of pairs) {
  columns.push({ pair, outcomes: await tryAll(pair, cases) })
  process.stderr.write(`${pairName(pair)}: ${Math.round((performance.now() - started) / 1000)} s\n`)
}

const outcomesOf = columns.flatMap(({ outcomes }) => [...outcomes.values()])
const failed = outcomesOf.filter(({ mark }) => mark === 'FAILED').length
const reasons = columns.flatMap(({ pair, outcomes }) =>
  [...outcomes].flatMap(([name, { mark, note }]) =>
    mark === '–' ? [`- ${pairName(pair)}, ${name}: ${note}`] : [],
  ),
)
const text = `# Every road to pip, on every pip and Python

Made by \`node scripts/matrix.ts\`; \`npm test\` tries each road on one pair, chosen by the seed \`PIP_TRUST_E2E_SEED\`
(default 1). The newest pip is ${versions.get('newest') ?? 'not among these'}. Interpreters: ${[...new Set(pairs.map(({ python }) => python.version))].join(', ')}.
${outcomesOf.length - failed} cells are as they must be, ${failed} are not.

| | ${columns.map(({ pair }) => pairName(pair).replace('-', '<br>')).join(' | ')} |
|---|${columns.map(() => ':-:|').join('')}
${cases
  .map(({ name }) => `| ${name} | ${columns.map(({ outcomes }) => outcomes.get(name)?.mark).join(' | ')} |`)
  .join('\n')}

Pairs that are not there:

${table.flatMap(({ pip, minor, absent }) => (absent === null ? [] : [`- pip ${pip} on Python ${minor}: ${absent}`])).join('\n')}

Cells that are not there:

${reasons.join('\n')}
`
if (values.check) process.stdout.write(text)
else await writeFile(join(import.meta.dirname, '../test/e2e/MATRIX.md'), text)
process.exitCode = failed === 0 ? 0 : 1
