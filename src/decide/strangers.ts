import type { Fact, ReasonCode } from '../verdict/index.ts'

/** Findings that say: nobody here knows the key. */
const UNKNOWN: ReadonlySet<ReasonCode> = new Set(['TC2123', 'TC2514', 'TC3112', 'TC3412'])

/** The keys, in the words in which they were found, that nobody here knows. */
export function strangersIn(facts: readonly Fact[]): readonly string[] {
  const found = facts.flatMap((fact) =>
    fact.result !== 'ok' && UNKNOWN.has(fact.finding.code) ? [fact.finding.found] : [],
  )
  return [...new Set(found)]
}
