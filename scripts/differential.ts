/**
 * Runs command lines (scripts/differential/lines) twice each, by pip alone and through the front, in fresh environments at
 * the same place, under a policy that refuses nothing. Exit code, stdout, stderr without our lines and every file that is
 * left must be the same, but for what docs/reference/pip-compatibility.md explains; writes that page's table. Goes on
 * where an earlier run was cut off, and plays what differed again; `--fresh` starts anew. `--only WORDS` (lines that have them), `--sample N` with
 * `--seed WORD` (default 1): so many lines of each pip, to stdout. Exits with 1 on an unexplained difference.
 */
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { existingPairs, pairName, seededNumber, type Pair } from '../test/e2e/harness/index.ts'
import {
  FAMILIES,
  openKept,
  openRoom,
  pageWith,
  play,
  type Column,
  type Line,
  type Outcome,
} from './differential/index.ts'

const { values } = parseArgs({
  options: {
    fresh: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
    sample: { type: 'string', default: '' },
    seed: { type: 'string', default: '1' },
  },
})
const page = join(import.meta.dirname, '../docs/reference/pip-compatibility.md')
const all = Object.values(FAMILIES).flat()
const isPart = values.sample !== '' || values.only !== ''
let failures = 0

function chosen(pair: Pair): readonly Line[] {
  const lines = all.filter(({ run }) => run.includes(values.only))
  if (values.sample === '') return lines
  const order = (line: Line): number =>
    seededNumber(`${values.seed} ${pairName(pair)} ${JSON.stringify(line)}`, 2 ** 31)
  return lines.toSorted((a, b) => order(a) - order(b)).slice(0, Number(values.sample))
}

function isFine({ mark }: Outcome): boolean {
  return mark === 'same' || mark === 'explained'
}

async function column(pair: Pair): Promise<Column> {
  const kept = await openKept(pair, values.fresh)
  const room = await openRoom(pair)
  try {
    for (const line of chosen(pair)) {
      await kept.refresh()
      const before = values.sample === '' ? kept.outcomeOf(line) : undefined
      const outcome = before !== undefined && isFine(before) ? before : await play(line, room)
      if (outcome !== before) await kept.keep(line, outcome)
      tell(pair, line, outcome)
    }
  } finally {
    await room.close()
  }
  await kept.refresh()
  return { pair, pipVersion: room.pipVersion, outcomeOf: kept.outcomeOf }
}

function tell(pair: Pair, { run }: Line, outcome: Outcome): void {
  const fine = isFine(outcome)
  if (!fine) failures += 1
  if (isPart || !fine) process.stdout.write(`${pairName(pair)}: ${outcome.mark}: ${run}\n`)
  if (!fine) process.stdout.write(`${JSON.stringify(outcome.differences, null, 2)}\n`)
}

const pairs = await existingPairs()
const [oldest, newest] = [pairs[0], pairs.at(-1)]
if (oldest === undefined || newest === undefined) throw new Error('no Python for pip is on this machine')
const columns = await Promise.all([newest, oldest].map(column))
if (!isPart) await writeFile(page, pageWith(await readFile(page, 'utf8'), columns))
process.exitCode = failures === 0 ? 0 : 1
