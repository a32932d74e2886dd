import fc from 'fast-check'
import test from 'ava'
import {
  effectiveText,
  evaluate,
  parsePolicy,
  type Policy,
  type PolicyQuestion,
} from '../../../src/policy/index.ts'
import type { Fact } from '../../../src/verdict/index.ts'
import { attested, FACTS, KEYRINGS, NOW, PALLETS, presets, question, signed } from '../world.ts'
import { drafts, toPolicy } from './drafts.ts'
import { tightenings } from './tightenings.ts'

const RANK = { allow: 0, warn: 1, block: 2 } as const

const STRANGER = attested({ ...PALLETS, repository: 'evil/flask' }, { log: [] })
const OTHER = attested({ ...PALLETS, repository: 'other/flask' }, { predicate: 'slsa-provenance' })
const KIM = signed('Kim <kim@acme.example>', 'acme-release', 'CD'.repeat(20))
const EVE = signed('Eve <eve@evil.example>', 'elsewhere', 'EF'.repeat(20))

const facts: fc.Arbitrary<Fact[]> = fc.subarray([...Object.values(FACTS), STRANGER, OTHER, KIM, EVE], {
  maxLength: 4,
})

const questions: fc.Arbitrary<PolicyQuestion> = fc
  .tuple(
    facts,
    fc.constantFrom('wheel', 'sdist'),
    fc.constantFrom('index', 'file', 'wheel-cache', 'derived'),
    fc.constantFrom('none', 'not-offered', 'unavailable', 'offered'),
  )
  .map(([known, kind, channel, offer]) => ({ ...question(known, { kind, channel }), offer }))

function decisionOf(policy: Policy, asked: PolicyQuestion): keyof typeof RANK {
  return evaluate(asked, policy, NOW).decision
}

test('the same question under the same policy has the same answer, to the letter', (t) => {
  fc.assert(
    fc.property(drafts, questions, (draft, asked) => {
      const [first, second] = [toPolicy(draft), toPolicy(draft)]
      fc.pre(first !== null && second !== null)
      const answer = JSON.stringify(evaluate(asked, first, NOW))
      return answer === JSON.stringify(evaluate(structuredClone(asked), second, NOW))
    }),
    { numRuns: 500 },
  )
  t.pass()
})

test('what asks for more never lets more pass', (t) => {
  fc.assert(
    fc.property(
      drafts,
      tightenings,
      fc.array(questions, { minLength: 4, maxLength: 4 }),
      (draft, tighten, asked) => {
        const [loose, tight] = [toPolicy(draft), toPolicy(tighten(draft))]
        fc.pre(loose !== null && tight !== null)
        return asked.every((one) => RANK[decisionOf(tight, one)] >= RANK[decisionOf(loose, one)])
      },
    ),
    { numRuns: 3000 },
  )
  t.pass()
})

test('a decision is what its code and reasons say', (t) => {
  fc.assert(
    fc.property(drafts, questions, (draft, asked) => {
      const policy = toPolicy(draft)
      fc.pre(policy !== null)
      const { decision, code, reasons } = evaluate(asked, policy, NOW)
      const told = code === (reasons[0]?.code ?? 'TC0000')
      return told && (decision === 'allow' || reasons.length > 0)
    }),
    { numRuns: 1000 },
  )
  t.pass()
})

test('the effective text reads back as the same policy', (t) => {
  fc.assert(
    fc.property(drafts, questions, (draft, asked) => {
      const policy = toPolicy(draft)
      fc.pre(policy !== null)
      const again = parsePolicy(effectiveText(policy), { file: 'draft', presets, keyrings: KEYRINGS })
      return (
        again.ok &&
        again.policy.digest === policy.digest &&
        decisionOf(again.policy, asked) === decisionOf(policy, asked)
      )
    }),
    { numRuns: 200 },
  )
  t.pass()
})
