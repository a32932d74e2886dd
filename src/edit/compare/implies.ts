import { isDeepStrictEqual } from 'node:util'
import { seconds } from '../../policy/index.ts'
import type { RequirementTree } from './requirement-tree.ts'

/**
 * Whether whatever meets `after` meets `before` as well, and falls short of it no milder: a requirement by its structure, identities
 * by name. False where that is not plain to see.
 */
export function implies(after: RequirementTree, before: RequirementTree): boolean {
  if (isDeepStrictEqual(after, before)) return true
  if (before.all) return before.all.every((child) => implies(after, child))
  if (after.any) return after.any.every((child) => implies(child, before))
  if (after.all?.some((child) => implies(child, before)) === true) return true
  if (before.any?.some((child) => implies(after, child)) === true) return true
  if (after.of && before.of) return countImplies(after, before)
  return leafImplies(after, before)
}

function countImplies(after: RequirementTree, before: RequirementTree): boolean {
  return isDeepStrictEqual(after.of, before.of) && (after.atLeast ?? 0) >= (before.atLeast ?? 0)
}

function leafImplies(after: RequirementTree, before: RequirementTree): boolean {
  if (after.attestation && before.attestation) {
    const { predicate, by } = before.attestation
    const logged = coversEach(after.logs, before.logs)
    return logged && isWithin(after.attestation.predicate, predicate) && isWithin(after.attestation.by, by)
  }
  if (after.transparency && before.transparency)
    return isWithin(after.transparency.logs, before.transparency.logs)
  if (after.signature && before.signature) return isWithin(after.signature.by, before.signature.by)
  if (after.hash && before.hash) return isWithin(after.hash.from, before.hash.from)
  if (after.age && before.age) return ageImplies(after.age, before.age)
  if (after.provenance && before.provenance) return provenanceImplies(after, before)
  if (!after.rebuild || !before.rebuild) return false
  return isWithin(after.rebuild.of, before.rebuild.of) && after.rebuild.atLeast >= before.rebuild.atLeast
}

function provenanceImplies(after: RequirementTree, before: RequirementTree): boolean {
  const [own, other] = [after.provenance, before.provenance]
  if (own === undefined || other === undefined || own.slsaBuildLevel < other.slsaBuildLevel) return false
  return isWithin(own.builders, other.builders) && isWithin(own.by, other.by) && besideImplies(after, before)
}

/** Whatever the old one was held to by its neighbours, the new one is too. */
function besideImplies(after: RequirementTree, before: RequirementTree): boolean {
  return coversEach(after.logs, before.logs) && coversEach(after.besides, before.besides)
}

/** Whether for each of the old lists there is a new one within it. */
function coversEach(after: RequirementTree['logs'], before: RequirementTree['logs']): boolean {
  return before.every((wanted) => after.some((list) => isWithin(list, wanted)))
}

type Age = NonNullable<RequirementTree['age']>

function ageImplies(after: Age, before: Age): boolean {
  const exempts = after.unlessPinned === true && before.unlessPinned !== true
  const unknown = after.onUnknown === before.onUnknown || after.onUnknown === 'block'
  return !exempts && unknown && seconds(after.min) >= seconds(before.min)
}

/** An absent list allows everything. */
function isWithin(narrow: readonly string[] | undefined, wide: readonly string[] | undefined): boolean {
  if (wide === undefined) return true
  return narrow !== undefined && narrow.every((item) => wide.includes(item))
}
