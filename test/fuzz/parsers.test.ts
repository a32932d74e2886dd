import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import fc from 'fast-check'
import { MAX_BYTES, MAX_FILES, readInputs } from '../../scripts/fuzz/engine/corpus.ts'
import { mutate, type Edit } from '../../scripts/fuzz/engine/mutate.ts'
import { outcomeOf } from '../../scripts/fuzz/engine/outcome.ts'
import { MAX_INPUT_BYTES, type Target } from '../../scripts/fuzz/target.ts'
import { TARGETS } from '../../scripts/fuzz/targets/index.ts'

const FUZZ = join(import.meta.dirname, '..', '..', 'scripts', 'fuzz')
const RUNS = 30

const corpusOf = ({ name }: Target): readonly Uint8Array[] => readInputs(join(FUZZ, 'corpus', name))

const number = fc.nat({ max: 2 ** 32 - 1 })
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ kind: number, at: number, size: number, value: number }),
  { minLength: 1, maxLength: 4 },
)

const isFine = async (t: ExecutionContext, target: Target, input: Uint8Array): Promise<void> => {
  const outcome = await outcomeOf(target, input)
  if (outcome.kind === 'unexpected')
    t.fail(`${inspect(outcome.error)} for ${Buffer.from(input).toString('base64').slice(0, 4000)}`)
}

for (const target of TARGETS) {
  const { name, maxBytes = MAX_INPUT_BYTES } = target

  // One after the other: readers of files have one file each.
  test.serial(`${name}: every input that is kept gives a value, or an error of its own`, async (t) => {
    const kept = corpusOf(target)
    t.true(kept.length > 0)
    for (const input of kept) await isFine(t, target, input)
  })

  test.serial(`${name}: changed examples and any bytes give a value, or an error of its own`, async (t) => {
    const kept = corpusOf(target)
    const tokens = (target.tokens ?? []).map((token) => Buffer.from(token))
    const changed = fc
      .tuple(fc.constantFrom(new Uint8Array(), ...kept), edits)
      .map(([input, changes]) => mutate(input, changes, { tokens, others: kept, maxBytes }))
    const inputs = fc.oneof(
      { weight: 4, arbitrary: changed },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 600 }) },
    )
    await fc.assert(
      fc.asyncProperty(inputs, async (input) => {
        const outcome = await outcomeOf(target, input)
        if (outcome.kind === 'unexpected') throw outcome.error
      }),
      { numRuns: RUNS },
    )
    t.pass()
  })

  test.serial(`${name}: what was found once is not found again`, async (t) => {
    for (const input of readInputs(join(FUZZ, 'found', name))) await isFine(t, target, input)
    t.pass()
  })
}

test('every corpus is small, and of a target that there is', (t) => {
  const names = new Set(TARGETS.map(({ name }) => name))
  t.deepEqual(
    readdirSync(join(FUZZ, 'corpus')).filter((name) => !names.has(name)),
    [],
  )
  for (const target of TARGETS) {
    const kept = corpusOf(target)
    t.true(kept.length <= MAX_FILES, target.name)
    t.true(kept.reduce((sum, { length }) => sum + length, 0) <= MAX_BYTES, target.name)
  }
})
