/**
 * Tries uv, poetry and pdm on every channel by which a package reaches them, and writes the table to
 * docs/reference/other-tools.md. `npm test` tries a sample. `--only TOOL`, `--check` (to stdout, without writing the
 * file). Exits with 1 where a cell is not as it is expected.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startGuardedScene } from '../test/e2e/guard/guarded-scene.ts'
import { existingPairs, type Pair } from '../test/e2e/harness/index.ts'
import { CHANNELS } from '../test/e2e/tools/channels.ts'
import { FETCHERS, fetcherIn, type FetcherName } from '../test/e2e/tools/fetchers.ts'

const { values } = parseArgs({
  options: { only: { type: 'string' }, check: { type: 'boolean', default: false } },
})
const page = join(import.meta.dirname, '../docs/reference/other-tools.md')
const MARKS = ['<!-- table -->', '<!-- end of table -->'] as const

/** The cells of one tool, in the order of the channels. */
async function column(name: FetcherName, pair: Pair): Promise<readonly string[]> {
  const scene = await startGuardedScene(pair)
  const cells: string[] = []
  try {
    const fetcher = await fetcherIn(scene, name)
    for (const { name: channel, expected, attempt } of CHANNELS) {
      const outcome = await attempt(fetcher, scene).catch((error: unknown) => {
        process.stderr.write(
          `${name}, ${channel}: ${error instanceof Error ? error.message : String(error)}\n`,
        )
        return 'FAILED'
      })
      process.stderr.write(`${name}, ${channel}: ${outcome}\n`)
      cells.push(outcome === expected[name] ? outcome : `FAILED (${outcome})`)
    }
  } finally {
    await scene.close()
  }
  return cells
}

const pair = (await existingPairs()).findLast(({ pip }) => pip === '25.3')
if (pair === undefined) throw new Error('no Python for pip 25.3 on this machine')
const names = FETCHERS.filter((name) => values.only === undefined || values.only === name)
const columns: (readonly string[])[] = []
for (const name of names) columns.push(await column(name, pair))
const rows = CHANNELS.map(
  ({ name }, nth) => `| ${name} | ${columns.map((cells) => cells[nth]).join(' | ')} |`,
)
const table = [
  `| channel | ${names.join(' | ')} |`,
  `|---|${names.map(() => '---|').join('')}`,
  ...rows,
].join('\n')
if (values.check || names.length < FETCHERS.length) process.stdout.write(`${table}\n`)
else {
  const [before = '', rest = ''] = (await readFile(page, 'utf8')).split(MARKS[0])
  const after = rest.split(MARKS[1])[1] ?? ''
  await writeFile(page, `${before}${MARKS[0]}\n\n${table}\n\n${MARKS[1]}${after}`)
}
process.exitCode = table.includes('FAILED') ? 1 : 0
