/**
 * `npm run mutations`: changes good bundles in every way that is known and shows that none verifies unless it says the
 * same. `--count N` (100,000), `--seed N` (20261001). A table on stdout; exit 1 where one verifies that must not.
 */
import { parseArgs } from 'node:util'
import { goodBundles } from '../test/verify/mutations/good-bundles.ts'
import { MUTATORS } from '../test/verify/mutations/mutate.ts'
import { mutations, type Outcome } from '../test/verify/mutations/run.ts'

const { values } = parseArgs({
  options: { count: { type: 'string', default: '100000' }, seed: { type: 'string', default: '20261001' } },
})

const tally = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

const bundles = await goodBundles()
const [byMutator, same, forged]: [Map<string, number>, Map<string, number>, Outcome[]] = [
  new Map(),
  new Map(),
  [],
]
let made = 0
for await (const outcome of mutations(bundles, Number(values.count), Number(values.seed))) {
  made += 1
  tally(byMutator, outcome.mutator)
  if (outcome.verdict !== 'ok') tally(byMutator, `${outcome.mutator} refused`)
  else for (const where of outcome.where) tally(same, where)
  if (outcome.isForged) forged.push(outcome)
}

const lines = [
  `${made} mutations of ${bundles.length} bundles, seed ${values.seed}: ${forged.length} verify that must not`,
  '',
  '| mutator | made | refused |',
  '|---|--:|--:|',
  ...MUTATORS.map(
    (name) => `| ${name} | ${byMutator.get(name) ?? 0} | ${byMutator.get(`${name} refused`) ?? 0} |`,
  ),
  '',
  '| verifies, and says the same; changed at | times |',
  '|---|--:|',
  ...[...same]
    .toSorted(([, a], [, b]) => b - a)
    .map(([where, count]) => `| ${where === '' ? 'the text alone' : where} | ${count} |`),
  '',
]
process.stdout.write(lines.join('\n'))
for (const { bundle, mutator, where, bytes } of forged.slice(0, 20)) {
  process.stdout.write(
    `\nFORGED ${bundle.name} by ${mutator} at ${where.join(', ')}: ${bytes.toString('base64').length}\n`,
  )
}
process.exitCode = forged.length === 0 ? 0 : 1
