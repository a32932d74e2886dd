import type { DigestWanted } from '../protocol/index.ts'
import { StoreError, type KeptQuestion } from '../store/index.ts'
import type { Verdict } from '../verdict/index.ts'
import { circumstancesOf } from './circumstances.ts'
import { entryOf } from './entry.ts'
import { knownAbout } from './known.ts'
import { policyUnusable, storeFailed } from './refusals.ts'
import { revocationsFacts } from './revocations-fact.ts'
import { strangersIn } from './strangers.ts'
import { verdictRef } from './verdict-ref.ts'
import type { World } from './world.ts'

/** A question without its envelope. */
export type Question = KeptQuestion

export type Outcome =
  | { readonly kind: 'verdict'; readonly verdict: Verdict }
  | { readonly kind: 'digests-wanted'; readonly wanted: readonly DigestWanted[] }
  /** Who attested this earlier file is wanted, as the answer's `precedent`. */
  | { readonly kind: 'precedent-wanted'; readonly filename: string }

/**
 * Judges one artifact: facts ▶ policy ▶ record ▶ answer. Where a key is not known, followed directories are asked once. Pure but for `world`. Where no policy can be used or nothing
 * can be recorded, the verdict is a refusal; anything else that throws is a bug, and its caller refuses.
 */
export async function judge(question: Question, given: World): Promise<Outcome> {
  let world = given
  if (world.policy.kind === 'unusable') return verdict(await policyUnusable(question, world, world.policy))
  try {
    let found = await knownAbout(question, world)
    const renewed = found.kind === 'known' ? await world.renewed(strangersIn(found.facts)) : null
    if (renewed !== null) {
      world = renewed
      found = await knownAbout(question, world)
    }
    if (found.kind !== 'known') return found
    const known = { ...found, facts: [...found.facts, ...revocationsFacts(world.revocations)] }
    const now = world.now()
    const bypass = await world.store.bypass(now)
    if (world.policy.kind === 'unusable') return verdict(await policyUnusable(question, world, world.policy))
    const evaluation = world.policy.evaluate(
      { ...known, bypass, artifact: question.artifact, run: question.run },
      now,
    )
    const ref = verdictRef(question, evaluation.code)
    const said: Verdict = { ...evaluation, ref, fromCache: known.fromCache }
    // Before the answer: what was said can be proven.
    const { derivation, publishers } = known
    const circumstances = circumstancesOf(known, bypass)
    await world.store.record(entryOf(question, { verdict: said, circumstances, derivation, publishers, now }))
    return verdict(said)
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    return verdict(storeFailed(question, error))
  }
}

function verdict(found: Verdict): Outcome {
  return { kind: 'verdict', verdict: found }
}
