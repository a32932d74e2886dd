import type { Fact, Shortfall } from '../../verdict/index.ts'
import { derivationOf } from './subject.ts'
import type { PolicyQuestion } from './question.ts'

/**
 * What no setting, mode, rule or exception waives: evidence that is there and does not verify, bytes whose digest could
 * not be compared, and a built wheel that nothing recorded as built from a judged source.
 */
export function integrityReasons(question: PolicyQuestion): readonly Shortfall[] {
  const facts = [...question.facts, ...(question.source?.facts ?? [])]
  return [...facts.flatMap(brokenFact), ...underivedWheel(question)]
}

function brokenFact(fact: Fact): readonly Shortfall[] {
  if (fact.result === 'ok') return []
  const broken = fact.result === 'invalid' || (fact.check === 'integrity' && fact.result === 'unavailable')
  return broken ? [{ ...fact.finding, subject: fact.check, fix: [] }] : []
}

function underivedWheel({ artifact, facts }: PolicyQuestion): readonly Shortfall[] {
  const built = artifact.channel === 'wheel-cache' || artifact.channel === 'derived'
  if (!built || derivationOf(facts) !== null) return []
  const told = facts.find((fact) => fact.check === 'derivation')
  if (told?.result === 'invalid') return []
  const expected = 'a wheel that was recorded as built from a judged source'
  return [{ code: 'TC1012', subject: 'derivation', expected, found: 'no record of this wheel', fix: [] }]
}
