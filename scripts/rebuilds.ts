/**
 * Rebuilds published wheels from their source distributions and grades them, beside what plain `python -m build` makes of
 * the same sources today: `node scripts/rebuilds.ts [--sample N [--seed WORD]] [--check] [PROJECT==VERSION …]`. Without
 * names: the 38 wheels of docs/reference/reproduction.md, which is then written (`--check` and samples: to stdout alone).
 * What is done is kept in --work (default node_modules/.cache/rebuilds), so that a run goes on where another one ended.
 * Exits with 1 where a wheel of the list isn't «container only» or better. Fetches by pip's own index.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { shuffled } from './rebuilds/shuffled.ts'
import { openPlainBuilder } from './rebuilds/plain-build.ts'
import { PUBLISHED } from './rebuilds/published.ts'
import { plainGrade, rebuildOne, type Rebuild } from './rebuilds/rebuild-one.ts'
import { rebuildTable, type Row } from './rebuilds/table.ts'

const root = join(import.meta.dirname, '..')
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    check: { type: 'boolean', default: false },
    work: { type: 'string', default: join(root, 'node_modules', '.cache', 'rebuilds') },
  },
})

const all = positionals.length > 0 ? positionals : PUBLISHED
const chosen = values.sample === undefined ? all : shuffled(all, values.seed).slice(0, Number(values.sample))
await mkdir(values.work, { recursive: true })
const places = { lib: root, wheelsFolder: join(values.work, 'wheels') }
const rebuilds: Rebuild[] = []
for (const name of chosen) rebuilds.push(await kept(name, 'rebuild', () => rebuildOne(name, places)))
const plain = await openPlainBuilder(values.sample === undefined ? '3.12' : null)
const rows: Row[] = []
for (const rebuild of rebuilds) {
  const grade = await kept(rebuild.name, 'plain', () => plainGrade(rebuild.name, plain, places))
  rows.push({ ...rebuild, plain: grade })
}
await plain.close()

const text = rebuildTable(rows)
const isWhole = chosen === PUBLISHED && !values.check
if (isWhole) await writeFile(join(root, 'docs', 'reference', 'reproduction.md'), text)
else process.stdout.write(text)
const bad = rows.filter(({ grade }) => grade !== 'identical' && grade !== 'container')
for (const { name, grade, why } of bad) process.stderr.write(`${name}: ${grade} ${why}\n`)
process.exitCode = bad.length === 0 ? 0 : 1

/** What an earlier run found, or what is found now; samples are always made anew. */
async function kept<Value>(name: string, what: string, find: () => Promise<Value>): Promise<Value> {
  const path = join(values.work, `${name}.${what}.json`)
  const before = values.sample === undefined ? await readFile(path, 'utf8').catch(() => null) : null
  if (before !== null) return JSON.parse(before)
  const found = await find()
  const json = JSON.stringify(found)
  process.stderr.write(`${name}: ${what}: ${json.slice(0, 300)}\n`)
  await writeFile(path, json)
  return found
}
