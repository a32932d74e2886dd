import type { Finding, RebuildFact } from '../../verdict/index.ts'
import type { Rebuilder, RebuildRequirement } from '../policy.ts'
import { personOf } from './person.ts'
import { LEAF_MET, short, type Leaf, type Scales } from './scales.ts'

type Rebuilt = Extract<RebuildFact, { readonly result: 'ok' }>

/** Enough different rebuilders got these bytes. Whoever signs for two of them counts once. */
export function weighRebuild({ atLeast, of }: RebuildRequirement, scales: Scales): Leaf {
  const rebuilt = scales.facts.filter((fact) => fact.check === 'rebuild' && fact.result === 'ok')
  const agreeing = agreeingRebuilders(of, rebuilt)
  if (agreeing.length >= atLeast) return LEAF_MET
  const open = firstFinding(scales)
  const expected = `the same bytes from ${atLeast} of the rebuilders ${of.map(({ name }) => name).join(', ')}`
  const outcome = open?.result === 'unavailable' ? 'unavailable' : 'missing'
  const some = { code: 'TC2503' as const, found: `from ${agreeing.map(({ name }) => name).join(', ')} alone` }
  const none = open ?? { code: 'TC2501' as const, found: 'from none' }
  const { code, found } = agreeing.length > 0 ? some : none
  return short(outcome, { code, subject: 'rebuild', expected, found, fix: [] }, scales)
}

/**
 * As many rebuilders as can each be given a signer of its own, by key and by person: a largest matching, found by letting
 * each rebuilder in turn move the others to signers that they have besides.
 */
export function agreeingRebuilders(
  rebuilders: readonly Rebuilder[],
  rebuilt: readonly Rebuilt[],
): readonly Rebuilder[] {
  const holder = new Map<string, Rebuilder>()
  const place = (rebuilder: Rebuilder, tried: Set<string>): boolean =>
    signersOf(rebuilder, rebuilt).some((signer) => {
      if (tried.has(signer)) return false
      tried.add(signer)
      const other = holder.get(signer)
      if (other !== undefined && !place(other, tried)) return false
      holder.set(signer, rebuilder)
      return true
    })
  return distinctKeyrings(rebuilders).filter((rebuilder) => place(rebuilder, new Set()))
}

function signersOf({ keyring }: Rebuilder, rebuilt: readonly Rebuilt[]): readonly string[] {
  const own = rebuilt.filter(({ keyrings }) => keyrings.includes(keyring))
  return [...new Set(own.map(({ owner }) => personOf(owner)))]
}

/** Two names for one keyring are one rebuilder. */
function distinctKeyrings(rebuilders: readonly Rebuilder[]): readonly Rebuilder[] {
  return rebuilders.filter(
    ({ keyring }, at) => rebuilders.findIndex((other) => other.keyring === keyring) === at,
  )
}

/** `unavailable` before `missing`: what could not be had might be what is asked for. */
function firstFinding({ facts }: Scales): (Finding & { readonly result: string }) | null {
  const open = facts.flatMap((fact) =>
    fact.check === 'rebuild' && fact.result !== 'ok' ? [{ ...fact.finding, result: fact.result }] : [],
  )
  return open.find(({ result }) => result === 'unavailable') ?? open[0] ?? null
}
