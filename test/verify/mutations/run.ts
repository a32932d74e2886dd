import { isDeepStrictEqual } from 'node:util'
import type { Fact } from '../../../src/verdict/index.ts'
import { codesOf, evidenceOf, factsOf } from '../support.ts'
import { EXCEPTIONS } from './exceptions.ts'
import type { GoodBundle } from './good-bundles.ts'
import { mutate, MUTATORS, type Mutator } from './mutate.ts'
import { seeded } from './random.ts'
import { differences } from './tree.ts'

/** One mutation and what became of it. */
export interface Outcome {
  readonly bundle: GoodBundle
  readonly mutator: Mutator
  readonly bytes: Buffer
  /** `ok`, or the finding's code of the first fact. */
  readonly verdict: string
  /** Where it differs, for those that verify. */
  readonly where: readonly string[]
  /** Verifies, and says another thing, or differs where no exception is listed. */
  readonly isForged: boolean
}

const judge = (bundle: GoodBundle, bytes: Buffer): Promise<readonly Fact[]> =>
  factsOf({ artifact: bundle.artifact, evidence: [evidenceOf(bundle.kind, bytes)] }, bundle.trust)

const verdictOf = (facts: readonly Fact[]): string => {
  return codesOf(facts, 'attestation').find((code) => code !== 'ok') ?? 'ok'
}

const whereOf = (original: string, bytes: Buffer): readonly string[] => {
  const found = differences(JSON.parse(original), JSON.parse(bytes.toString()))
  return found.length === 0 ? [''] : found
}

const isException = (place: string, { name }: GoodBundle): boolean =>
  EXCEPTIONS.some(({ where, of }) => where.test(place) && (of === undefined || of.test(name)))

const outcomeOf = (
  bundle: GoodBundle,
  mutator: Mutator,
  bytes: Buffer,
  facts: readonly Fact[],
  honest: readonly Fact[],
): Outcome => {
  const verdict = verdictOf(facts)
  if (verdict !== 'ok') return { bundle, mutator, bytes, verdict, where: [], isForged: false }
  const where = whereOf(bundle.text, bytes)
  const isListed = where.every((place) => isException(place, bundle))
  return { bundle, mutator, bytes, verdict, where, isForged: !isListed || !isDeepStrictEqual(facts, honest) }
}

/** Makes and judges mutations, the same ones for the same seed. */
export async function* mutations(
  bundles: readonly GoodBundle[],
  count: number,
  seed: number,
): AsyncGenerator<Outcome> {
  const random = seeded(seed)
  const honest = new Map<GoodBundle, readonly Fact[]>()
  for (const bundle of bundles) {
    const facts = await judge(bundle, Buffer.from(bundle.text))
    if (verdictOf(facts) !== 'ok') throw new Error(`${bundle.name} does not verify: ${verdictOf(facts)}`)
    honest.set(bundle, facts)
  }
  for (let made = 0; made < count;) {
    const bundle = random.pick(bundles)
    const mutator = random.pick(MUTATORS)
    const others = bundles
      .filter((each) => each !== bundle && each.kind === bundle.kind)
      .map(({ text }) => text)
    const bytes = mutate(bundle.text, mutator, others, random)
    if (bytes.equals(Buffer.from(bundle.text))) continue
    made += 1
    yield outcomeOf(bundle, mutator, bytes, await judge(bundle, bytes), honest.get(bundle) ?? [])
  }
}
