import fc from 'fast-check'
import { drafts, EFFECTS, leaves, type Draft } from '../policy/evaluate/drafts.ts'

type Rule = Draft['rules'][number]

const wideLeaves = fc.oneof(
  leaves,
  fc.constantFrom(...EFFECTS).map((onUnknown) => ({ age: { min: '72h', onUnknown } })),
)
const lists = fc.array(wideLeaves, { minLength: 1, maxLength: 3 })
const requirement = fc.oneof(
  wideLeaves,
  lists.map((all) => ({ all })),
  lists.map((any) => ({ any })),
  lists.map((all) => ({ all: [{ attestation: { by: ['site'] } }, { any: all }] })),
  lists.map((all) => ({ all: [{ all }, { transparency: { logs: ['sigstore-public'] } }] })),
)
const wideMatches = fc.constantFrom(
  { project: ['*'] },
  { project: ['f*'] },
  { project: ['flask'], kind: ['wheel'] },
  { kind: ['sdist'] },
  { kind: ['wheel'], channel: ['index'] },
  { channel: ['file', 'direct-url'] },
)
const wideRules = fc.oneof(
  wideMatches.map((match) => ({ match, deny: 'no' })),
  fc.record(
    {
      match: wideMatches,
      warn: fc.constant('careful'),
      require: fc.subarray(['q0', 'q1', 'q2']),
      onMissing: fc.constantFrom(...EFFECTS),
      onUnavailable: fc.constantFrom(...EFFECTS),
      onTooYoung: fc.constantFrom('warn', 'older', 'block'),
    },
    { requiredKeys: ['match', 'require'] },
  ),
)

const wide: fc.Arbitrary<Draft> = fc
  .record({
    base: drafts,
    rules: fc.array(wideRules, { minLength: 1, maxLength: 4 }),
    requirements: fc.record({ q0: requirement, q1: requirement, q2: requirement }),
  })
  .map(({ base, rules, requirements }) => ({
    ...base,
    rules: rules.map((rule, at) => ({ id: `r${at}`, ...rule })),
    requirements,
  }))

/** Two drafts of which the second is the first with some parts of another one, as a person's change is. */
export const pairs: fc.Arbitrary<readonly [Draft, Draft]> = fc
  .record({
    before: wide,
    other: wide,
    taken: fc.subarray(['mode', 'floor', 'exceptions', 'tofu', 'availability', 'rollout', 'q0', 'q1'], {
      maxLength: 2,
    }),
    rules: fc.constantFrom('same', 'fewer', 'more', 'turned', 'reset', 'moved'),
    at: fc.nat({ max: 3 }),
  })
  .map(({ before, other, taken, rules, at }) => {
    const after = {
      ...before,
      ...Object.fromEntries(Object.entries(other).filter(([key]) => taken.includes(key))),
      requirements: {
        ...before.requirements,
        ...Object.fromEntries(Object.entries(other.requirements).filter(([name]) => taken.includes(name))),
      },
      rules: changedRules(before.rules, other.rules, rules, at),
    }
    return [before, after] as const
  })

function changedRules(
  rules: readonly Rule[],
  others: readonly Rule[],
  how: string,
  at: number,
): readonly Rule[] {
  const [other] = others
  const own = rules[at % rules.length]
  if (other === undefined || own === undefined) return rules
  const named = { ...other, id: 'new' }
  switch (how) {
    case 'fewer':
      return rules.filter((rule) => rule !== own)
    case 'more':
      return rules.toSpliced(at, 0, named)
    case 'turned':
      return rules.map((rule) => (rule === own ? { ...own, match: other.match } : rule))
    case 'reset':
      return rules.map((rule) =>
        rule === own ? { ...own, ...other, id: idOf(own), match: own.match } : rule,
      )
    case 'moved':
      return rules.toReversed()
    default:
      return rules
  }
}

function idOf(rule: Rule): string {
  return 'id' in rule ? String(rule.id) : ''
}
