import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import test from 'ava'
import {
  effectiveText,
  evaluate,
  evaluateLayers,
  explain,
  parsePolicy,
  questionOf,
  type Policy,
  type PolicyQuestion,
} from '../../../src/policy/index.ts'
import type { Decision, Fact, Run } from '../../../src/verdict/index.ts'
import {
  attested,
  FACTS,
  KEYRINGS,
  NOW,
  PALLETS,
  presets,
  publisherFact,
  question,
  RUN,
  signed,
} from '../world.ts'
import { drafts, toPolicy } from './drafts.ts'
import { sampledRuns } from '../../sampled.ts'
import { tightenings } from './tightenings.ts'

const RANK = { allow: 0, warn: 1, block: 2 } as const

const STRANGER = attested({ ...PALLETS, repository: 'evil/flask' }, { log: [] })
const ABSENT_BEFORE = publisherFact('first', PALLETS, { absentBefore: '3.1.1' })
const OTHER = attested({ ...PALLETS, repository: 'other/flask' }, { predicate: 'slsa-provenance' })
const KIM = signed('Kim <kim@acme.example>', 'acme-release', 'CD'.repeat(20))
const EVE = signed('Eve <eve@evil.example>', 'elsewhere', 'EF'.repeat(20))

const facts: fc.Arbitrary<Fact[]> = fc.subarray(
  [...Object.values(FACTS), ABSENT_BEFORE, STRANGER, OTHER, KIM, EVE],
  {
    maxLength: 5,
  },
)

const questions: fc.Arbitrary<PolicyQuestion> = fc
  .tuple(
    facts,
    fc.constantFrom('wheel', 'sdist'),
    fc.constantFrom('index', 'file', 'wheel-cache', 'derived'),
    fc.constantFrom('none', 'not-offered', 'unavailable', 'offered'),
    fc.record({
      run: fc.constantFrom<Run>(RUN, { ...RUN, context: 'ci' }),
      remembered: fc.constantFrom(
        null,
        { at: NOW - 60, facts: [attested()] },
        { at: NOW - 10 * 86_400, facts: [STRANGER] },
      ),
      seenOn: fc.constantFrom<string[]>([], ['https://packages.example/simple/']),
      bypass: fc.constantFrom(null, { reason: 'r', by: 'dana', from: NOW - 60, until: NOW + 60 }),
    }),
  )
  .map(([known, kind, channel, offer, rest]) => ({ ...question(known, { kind, channel }), offer, ...rest }))

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
    { numRuns: sampledRuns(500) },
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
    { numRuns: sampledRuns(2000) },
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
      const [first] = reasons
      const strictest = first === undefined ? decision === 'allow' : first.effect === decision
      return told && strictest && inOrder(reasons.map(({ effect }) => effect))
    }),
    { numRuns: sampledRuns(1000) },
  )
  t.pass()
})

const STRICTEST_FIRST: readonly Decision[] = ['block', 'warn', 'allow']

function inOrder(effects: readonly Decision[]): boolean {
  const places = effects.map((effect) => STRICTEST_FIRST.indexOf(effect))
  return places.every((place, nth) => nth === 0 || (places[nth - 1] ?? 0) <= place)
}

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
    { numRuns: sampledRuns(200) },
  )
  t.pass()
})

test('layers: none of them, nor their order, ever lets more pass than the strictest alone', (t) => {
  fc.assert(
    fc.property(drafts, drafts, questions, (first, second, asked) => {
      const [one, two] = [toPolicy(first), toPolicy(second)]
      fc.pre(one !== null && two !== null)
      const strictest = Math.max(RANK[decisionOf(one, asked)], RANK[decisionOf(two, asked)])
      const layered = [evaluateLayers(asked, [one, two], NOW), evaluateLayers(asked, [two, one], NOW)]
      return layered.every(({ decision }) => RANK[decision] === strictest)
    }),
    { numRuns: sampledRuns(500) },
  )
  t.pass()
})

test('what an exception lets pass, the floor and what is broken had not refused', (t) => {
  let used = 0
  fc.assert(
    fc.property(drafts, questions, (draft, asked) => {
      const policy = toPolicy(draft)
      if (policy === null || evaluate(asked, policy, NOW).exception === null) return true
      used += 1
      // All that is left without the rules: the floor, what is built in, and integrity.
      const everything = { id: 'r0', match: { project: ['*'] }, require: [] }
      const floorAlone = toPolicy({ ...draft, rules: [everything], exceptions: [] })
      const strictest = floorAlone === null ? 'block' : decisionOf(floorAlone, asked)
      return RANK[decisionOf(policy, asked)] >= RANK[strictest]
    }),
    { numRuns: 2000 },
  )
  t.true(used > 10)
})

test('asked again from its record, a decision is the same', (t) => {
  fc.assert(
    fc.property(drafts, questions, (draft, asked) => {
      const policy = toPolicy(draft)
      fc.pre(policy !== null)
      const answer = evaluate(asked, policy, NOW)
      const { run, artifact, offer, remembered = null, seenOn = [], bypass = null } = asked
      const circumstances = { offer, ownFacts: asked.facts.length, source: null, remembered, seenOn, bypass }
      const verdict = { ...answer, ref: 'TC0000-0000', fromCache: false }
      const record = JSON.parse(JSON.stringify({ at: NOW, run, artifact, verdict, circumstances }))
      const again = questionOf(record)
      return again !== null && isDeepStrictEqual(evaluate(again, policy, NOW), answer)
    }),
    { numRuns: sampledRuns(500) },
  )
  t.pass()
})

test('an explanation tells the decision that was taken, and why each rule did not take it', (t) => {
  fc.assert(
    fc.property(drafts, drafts, questions, (first, second, asked) => {
      const [one, two] = [toPolicy(first), toPolicy(second)]
      fc.pre(one !== null && two !== null)
      const answer = evaluateLayers(asked, [one, two], NOW)
      const { decision, code, layers } = explain(asked, [one, two], NOW)
      const deciding = layers.filter(({ decides }) => decides)
      return (
        decision === answer.decision &&
        code === answer.code &&
        deciding.length === 1 &&
        deciding[0]?.rule === answer.rule &&
        layers.every(isWhole)
      )
    }),
    { numRuns: sampledRuns(500) },
  )
  t.pass()
})

/** Each rule has its word; those above the one that matched have reasons; what a branch comes to is what its parts do. */
function isWhole({ rules, exceptions }: ReturnType<typeof explain>['layers'][number]): boolean {
  const matched = rules.findIndex(({ outcome }) => outcome === 'matched')
  const above = matched < 0 ? rules : rules.slice(0, matched)
  return (
    above.every(({ outcome, unmet }) => (outcome === 'skipped' ? unmet.length > 0 : outcome === 'waived')) &&
    exceptions.every(({ outcome, unmet }) => (outcome === 'does-not-apply') === unmet.length > 0)
  )
}
