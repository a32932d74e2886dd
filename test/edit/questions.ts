import fc from 'fast-check'
import type { PolicyQuestion } from '../../src/policy/index.ts'
import type { Fact } from '../../src/verdict/index.ts'
import { attested, FACTS, NOW, PALLETS, question, signed } from '../policy/world.ts'

const OTHER = { ...PALLETS, repository: 'other/flask' }

const ALL: readonly Fact[] = [
  ...Object.values(FACTS),
  attested(OTHER, { predicate: 'slsa-provenance', log: [] }),
  signed('Kim <kim@acme.example>', 'acme-release', 'CD'.repeat(20)),
  signed('Eve <eve@evil.example>', 'elsewhere', 'EF'.repeat(20)),
]

/** Questions whose facts matter to the drafts of test/edit/changed-drafts.ts. */
export const questions: fc.Arbitrary<PolicyQuestion> = fc
  .tuple(
    fc.subarray([...ALL], { maxLength: 5 }),
    fc.constantFrom('wheel', 'sdist'),
    fc.constantFrom('index', 'file', 'wheel-cache', 'derived', 'direct-url'),
    fc.constantFrom('none', 'not-offered', 'unavailable', 'offered'),
    fc.boolean(),
  )
  .map(([facts, kind, channel, offer, remembers]) => ({
    ...question(facts, { kind, channel }),
    offer,
    remembered: remembers ? { at: NOW - 5 * 86_400, facts: [attested()] } : null,
  }))
