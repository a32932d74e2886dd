import fc from 'fast-check'
import test from 'ava'
import { comparePolicies, mayLoosen } from '../../src/edit/index.ts'
import { evaluate, type Policy } from '../../src/policy/index.ts'
import { drafts, toPolicy, type AnyDraft } from '../policy/evaluate/drafts.ts'
import { tightenings } from '../policy/evaluate/tightenings.ts'
import { NOW, policyOf } from '../policy/world.ts'
import { pairs } from './changed-drafts.ts'
import { sampledRuns } from '../sampled.ts'
import { questions } from './questions.ts'

const RANK = { allow: 0, warn: 1, block: 2 } as const

function readable(draft: AnyDraft): Policy | null {
  try {
    return toPolicy(draft)
  } catch {
    return null
  }
}

function directions(before: Policy, after: Policy): readonly string[] {
  return comparePolicies(before.effective, after.effective).map(
    ({ direction, where }) => `${direction} ${where}`,
  )
}

test('whatever is called a tightening lets nothing more pass', (t) => {
  let told = 0
  fc.assert(
    fc.property(pairs, fc.array(questions, { minLength: 8, maxLength: 8 }), ([first, second], asked) => {
      const [before, after] = [readable(first), readable(second)]
      fc.pre(before !== null && after !== null)
      if (comparePolicies(before.effective, after.effective).some(mayLoosen)) return true
      told += 1
      return asked.every(
        (one) => RANK[evaluate(one, after, NOW).decision] >= RANK[evaluate(one, before, NOW).decision],
      )
    }),
    { numRuns: 1000 },
  )
  t.true(told > 80, `only ${told} pairs were called tightenings`)
})

test('what the property test of the policy room calls a tightening is mostly recognised', (t) => {
  let [recognised, all] = [0, 0]
  fc.assert(
    fc.property(drafts, tightenings, (draft, tighten) => {
      const [before, after] = [readable(draft), readable(tighten(draft))]
      fc.pre(before !== null && after !== null)
      all += 1
      if (!comparePolicies(before.effective, after.effective).some(mayLoosen)) recognised += 1
    }),
    { numRuns: sampledRuns(300) },
  )
  t.true(recognised * 2 > all, `${recognised} of ${all}`)
})

const RULE = 'rules:\n  - { id: rest, match: { project: ["*"] }, require: [q], onMissing: warn }\n'
const BASE = `requirements:\n  q: { attestation: {} }\n${RULE}`
const CASES: readonly (readonly [name: string, after: string, ...directions: string[]])[] = [
  ['nothing', BASE],
  ['a comment', `# words\n${BASE}`],
  ['mode', `mode: warn\n${BASE}`, 'loosens mode'],
  ['a harder effect', BASE.replace('onMissing: warn', 'onMissing: block'), 'tightens rules rest'],
  ['a milder effect', BASE.replace('onMissing: warn', 'onMissing: record'), 'loosens rules rest'],
  ['a message', BASE.replace('onMissing: warn', 'onMissing: warn, message: ask us'), 'neutral rules rest'],
  [
    'a harder requirement',
    BASE.replace('{ attestation: {} }', '{ attestation: { predicate: [publish] } }'),
    'tightens requirements q',
  ],
  [
    'a milder requirement',
    BASE.replace('{ attestation: {} }', '{ any: [ { attestation: {} }, { hash: { from: [pylock] } } ] }'),
    'loosens requirements q',
  ],
  [
    'another requirement',
    BASE.replace('{ attestation: {} }', '{ hash: { from: [pylock] } }'),
    'may-loosen requirements q',
  ],
  [
    'a denial',
    BASE.replace('rules:\n', 'rules:\n  - { id: ours, match: { project: ["x-*"] }, deny: ours }\n'),
    'tightens rules ours',
  ],
  [
    'a rule that asks nothing',
    BASE.replace('rules:\n', 'rules:\n  - { id: x, match: { project: ["x-*"] }, require: [] }\n'),
    'may-loosen rules x',
  ],
  [
    'a rule as hard as what is below it',
    BASE.replace('rules:\n', 'rules:\n  - { id: x, match: { project: ["x-*"] }, require: [q] }\n'),
    'tightens rules x',
  ],
  ['a floor', `${BASE}floor:\n  - { require: [q] }\n`, 'tightens floor'],
  [
    'an index that is private',
    `${BASE}indexes: { acme: { url: "https://acme.example/", private: true } }\n`,
    'may-loosen indexes acme',
  ],
  [
    'an exception',
    `${BASE}exceptions:\n  - { id: e, match: { project: [x], sha256: ["${'a'.repeat(64)}"] }, waive: [attestation], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }\n`,
    'loosens exceptions e',
  ],
  ['who may publish, unused', `${BASE}identities: { site: { kind: github, repository: a/b } }\n`],
]

for (const [name, after, ...expected] of CASES) {
  test(`a change is told by its part and direction: ${name}`, (t) => {
    t.deepEqual(directions(policyOf(BASE), policyOf(after)), expected)
    // The other way round nothing is called a tightening that was a loosening both ways.
    const back = comparePolicies(policyOf(after).effective, policyOf(BASE).effective)
    t.is(back.length, expected.length)
  })
}

function identified(identity: string): string {
  return `identities: { site: ${identity} }\n${BASE.replace('attestation: {}', 'attestation: { by: [site] }')}`
}

function turned(before: string, after: string): readonly string[] {
  return directions(policyOf(identified(before)), policyOf(identified(after)))
}

test('identities that accept more or fewer, and those that are others', (t) => {
  const [wide, narrow] = [
    '{ kind: github, repository: a/* }',
    '{ kind: github, repository: a/b, workflow: w.yml }',
  ]
  t.deepEqual(turned(wide, narrow), ['tightens identities site'])
  t.deepEqual(turned(narrow, wide), ['loosens identities site'])
  t.deepEqual(turned(wide, '{ kind: gitlab, repository: a/* }'), ['may-loosen identities site'])
})

const PROJECT = '0f3f4a7e-7d45-4f0b-9c5e-5f8f0a1b2c3d'
const PAIRS: readonly (readonly [wide: string, narrow: string])[] = [
  ['{ kind: github, repository: a/b }', '{ kind: github, repository: a/b, repositoryId: "7" }'],
  ['{ kind: github, repository: a/b }', '{ kind: github, repository: a/b, triggers: [push] }'],
  [
    '{ kind: github, repository: a/b, triggers: [push, release] }',
    '{ kind: github, repository: a/b, triggers: [push] }',
  ],
  [
    `{ kind: circleci, projectId: ${PROJECT}, allowSshRerun: true }`,
    `{ kind: circleci, projectId: ${PROJECT} }`,
  ],
  [
    `{ kind: circleci, projectId: ${PROJECT} }`,
    `{ kind: circleci, projectId: ${PROJECT}, allowSshRerun: false, pipelineDefinitionId: ${PROJECT} }`,
  ],
  [
    '{ kind: buildkite, organization: a, pipeline: p-* }',
    '{ kind: buildkite, organization: a, pipeline: p-1 }',
  ],
]

for (const [wide, narrow] of PAIRS) {
  test(`identities: ${narrow} accepts fewer than ${wide}`, (t) => {
    t.deepEqual(turned(wide, narrow), ['tightens identities site'])
    t.deepEqual(turned(narrow, wide), ['loosens identities site'])
  })
}

test('a GitLab of one’s own is another than gitlab.com, whichever comes first', (t) => {
  const own = '{ kind: gitlab, repository: a/b, issuer: "https://gitlab.acme.example" }'
  t.deepEqual(turned('{ kind: gitlab, repository: a/b }', own), ['may-loosen identities site'])
  t.deepEqual(turned(own, '{ kind: gitlab, repository: a/b }'), ['may-loosen identities site'])
  const said = '{ kind: gitlab, repository: a/b, issuer: "https://gitlab.com" }'
  t.deepEqual(turned('{ kind: gitlab, repository: a/b }', said), ['neutral identities site'])
})

test('a provenance by its level, its builders, its makers and those beside it', (t) => {
  const BUILDER = 'https://github.com/acme/b/w.yml@refs/tags/v1'
  const asked = (requirement: string) => policyOf(Q(requirement))
  const stricter: readonly (readonly [string, string])[] = [
    ['{ provenance: { slsaBuildLevel: 2 } }', '{ provenance: { slsaBuildLevel: 3 } }'],
    [
      '{ provenance: { slsaBuildLevel: 2 } }',
      `{ provenance: { slsaBuildLevel: 2, builders: ["${BUILDER}"] } }`,
    ],
    ['{ provenance: { slsaBuildLevel: 2 } }', '{ provenance: { slsaBuildLevel: 2, by: [site] } }'],
    [
      '{ all: [ { attestation: {} }, { provenance: { slsaBuildLevel: 2 } } ] }',
      '{ all: [ { attestation: { by: [site] } }, { provenance: { slsaBuildLevel: 2 } } ] }',
    ],
  ]
  for (const [mild, strict] of stricter) {
    t.false(
      directions(asked(mild), asked(strict)).some((each) => each.includes('loosen')),
      strict,
    )
    t.true(
      directions(asked(strict), asked(mild)).some((each) => each.includes('loosen')),
      strict,
    )
  }
})

const SITE = 'identities: { site: { kind: github, repository: a/* } }\n'
const Q = (requirement: string): string =>
  `${SITE}requirements:\n  q: ${requirement}\nrules:\n  - { id: rest, match: { project: ["*"] }, require: [q] }\n`
const RULES = (...rules: readonly string[]): string =>
  `requirements:\n  q: { attestation: {} }\nrules:\n${rules.map((rule) => `  - ${rule}\n`).join('')}`
const REST = '{ id: rest, match: { project: ["*"] }, require: [q] }'
const SDIST = (what: string): string => `{ id: sdist, match: { kind: [sdist] }, ${what} }`
const WAIVED = `exceptions:\n  - { id: e, match: { project: [x], sha256: ["${'a'.repeat(64)}"] }, waive: [source], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }\n`

/** Changes that look like tightenings, or like nothing, and let something pass. */
const TRAPS: readonly (readonly [name: string, before: string, after: string, where: string])[] = [
  [
    'a log that is no longer about the attestation beside it',
    Q('{ all: [ { attestation: { by: [site] } }, { transparency: { logs: [l] } } ] }'),
    Q('{ all: [ { attestation: { by: [site] } }, { any: [ { transparency: { logs: [l] } } ] } ] }'),
    'requirements q',
  ],
  [
    'a denial that an exception waives, so that later rules decide',
    RULES(SDIST('require: [q]'), '{ id: rest, match: { project: ["*"] }, require: [] }') + WAIVED,
    RULES(SDIST('deny: "no"'), '{ id: rest, match: { project: ["*"] }, require: [] }') + WAIVED,
    'rules sdist',
  ],
  [
    'a cooldown that pins are exempt from',
    Q('{ age: { min: 72h } }'),
    Q('{ age: { min: 7d, unlessPinned: true } }'),
    'requirements q',
  ],
  [
    'a cooldown that an unknown age passes',
    Q('{ age: { min: 72h } }'),
    Q('{ age: { min: 72h, onUnknown: allow } }'),
    'requirements q',
  ],
  [
    'a rule at the end, where everything was refused',
    RULES(SDIST('deny: "no"')),
    RULES(SDIST('deny: "no"'), '{ id: w, match: { kind: [wheel] }, require: [q] }'),
    'rules w',
  ],
  [
    'a rule that is gone, with a milder one below it',
    RULES(SDIST('deny: "no"'), REST),
    RULES(REST),
    'rules sdist',
  ],
  [
    'a rule that is about fewer artifacts',
    RULES(SDIST('deny: "no"'), REST),
    RULES('{ id: sdist, match: { kind: [sdist], context: [ci] }, deny: "no" }', REST),
    'rules sdist',
  ],
  [
    'two rules that changed places',
    RULES(SDIST('deny: "no"'), '{ id: x, match: { project: [x] }, require: [q] }', REST),
    RULES('{ id: x, match: { project: [x] }, require: [q] }', SDIST('deny: "no"'), REST),
    'rules sdist',
  ],
  [
    'a word that is no longer said',
    RULES(SDIST('warn: careful, require: [q]'), REST),
    RULES(SDIST('require: [q]'), REST),
    'rules sdist',
  ],
  [
    'an exception that waives more',
    RULES(REST) + WAIVED,
    RULES(REST) + WAIVED.replace('[source]', '[source, attestation]'),
    'exceptions e',
  ],
  [
    'an exception that lasts longer',
    RULES(REST) + WAIVED,
    RULES(REST) + WAIVED.replace('12-01', '12-20'),
    'exceptions e',
  ],
  ['a floor that is gone', `${RULES(REST)}floor: [ { require: [q] } ]\n`, RULES(REST), 'floor'],
]

for (const [name, before, after, where] of TRAPS) {
  test(`what may let something pass is never called a tightening: ${name}`, (t) => {
    const changes = comparePolicies(policyOf(before).effective, policyOf(after).effective)
    t.deepEqual(
      changes.filter(mayLoosen).map((change) => change.where),
      [where],
    )
  })
}
