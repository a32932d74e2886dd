import test from 'ava'
import {
  asOfToday,
  explain,
  renderExplanation,
  type Layers,
  type PolicyQuestion,
} from '../../../src/policy/index.ts'
import { agedOf, attested, known, NOW, policyOf, question, sha, wanting } from '../world.ts'

const POLICY = policyOf(`indexes: { acme: { url: "https://acme.example/simple" } }
identities: { site: { kind: github, repository: acme/* } }
requirements:
  good: { all: [ { attestation: { by: [site] } }, { any: [ { age: { min: 72h } }, { hash: { from: [pylock] } } ] } ] }
floor: [ { id: f, status: { deny: [quarantined] } }, { id: tree, match: { kind: [vcs] }, deny: no trees } ]
rules:
  - { id: ours, match: { project: ["acme-*"], indexNot: [acme] }, deny: ours }
  - { id: sdists, match: { kind: [sdist], context: [ci] }, require: [] }
  - { id: rest, match: { project: ["*"] }, require: [good], onMissing: warn }
rollout: [ { rule: rest, set: { onMissing: block }, from: "2027-01-15", warnFrom: "2026-10-15" } ]
exceptions:
  - { id: E1, match: { project: [django], version: "==1.0", sha256: [${sha('b')}] }, waive: [attestation], owner: o, reason: r, created: "2026-10-01", expires: "2026-10-20" }
  - { id: E2, match: { project: [flask], sha256: [${sha('a')}] }, waive: [signature], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`)

const layerOf = (asked: PolicyQuestion, layers: Layers = [POLICY]) =>
  known(explain(asked, layers, NOW).layers[0])

test('rules that were skipped, with every condition that does not hold', (t) => {
  const { rules } = layerOf(question([agedOf(1)]))
  t.deepEqual(
    rules.map(({ id, outcome }) => `${id} ${outcome}`),
    ['ours skipped', 'sdists skipped', 'rest matched'],
  )
  t.deepEqual(rules[0]?.unmet, [{ condition: 'project', wanted: ['acme-*'], found: 'flask' }])
  t.deepEqual(rules[1]?.unmet, [
    { condition: 'kind', wanted: ['sdist'], found: 'wheel' },
    { condition: 'context', wanted: ['ci'], found: 'workstation' },
  ])
  const above = layerOf(question([], { project: 'acme-pay' })).rules
  t.deepEqual(
    above.map(({ outcome }) => outcome),
    ['matched', 'not-reached', 'not-reached'],
  )
})

test('the tree of what is required, with what became of each check', (t) => {
  const matched = layerOf(question([attested(), agedOf(1)])).rules[2]?.matched
  const [good] = matched?.requirements ?? []
  t.like(good, { name: 'good', type: 'all', count: 2, outcome: 'not-met', effect: 'block' })
  t.like(good?.of[0], { type: 'attestation', outcome: 'rejected', effect: 'block' })
  t.like(good?.of[1], { type: 'any', count: 1, outcome: 'not-met', effect: 'warn' })
  t.deepEqual(
    good?.of[1]?.of.map(({ type, outcome, effect }) => `${type} ${outcome} ${effect}`),
    ['age too-young block', 'hash missing warn'],
  )
  t.is(good?.of[0]?.reasons[0]?.code, 'TC2201')
})

test('exceptions that did not count, and why', (t) => {
  const { exceptions } = layerOf(question([wanting('attestation', 'missing', 'TC2102'), agedOf(100)]))
  t.deepEqual(
    exceptions.map(({ id, outcome }) => `${id} ${outcome}`),
    ['E1 does-not-apply', 'E2 does-not-help'],
  )
  t.deepEqual(
    exceptions[0]?.unmet.map(({ condition }) => condition),
    ['expires', 'project', 'version', 'sha256'],
  )
})

test('under the exceptions of a later day each is told by its own words', (t) => {
  const later = asOfToday(POLICY, Date.parse('2026-11-10T00:00:00Z') / 1000)
  const { exceptions } = layerOf(question([], { project: 'django' }), [later])
  t.deepEqual(
    exceptions.map(({ id, unmet }) => [id, unmet.map(({ condition, wanted }) => `${condition} ${wanted}`)]),
    [['E2', ['project flask']]],
  )
})

test('floor, rollout, mode and what is built in', (t) => {
  const layer = layerOf(question([wanting('attestation', 'missing', 'TC2102'), agedOf(100)]))
  t.deepEqual(
    layer.floor.map(({ id, effect, unmet }) => [id, effect, unmet.length]),
    [
      ['floor', 'allow', 0],
      ['f', 'allow', 0],
      ['tree', 'allow', 1],
    ],
  )
  t.like(layer.rollout[0], { state: 'warning', set: { onMissing: 'block' } })
  t.deepEqual(layer.mode, { mode: 'enforce', asked: 'warn', becomes: 'warn' })
  t.is(layer.availability.outcome, 'not-needed')
  t.is(layer.bypass.outcome, 'none')
})

test('what is broken stands before everything else', (t) => {
  const layer = layerOf(question([wanting('attestation', 'invalid', 'TC2113')]))
  t.is(layer.integrity[0]?.code, 'TC2113')
  t.is(layer.rule, 'integrity')
})

test('of several layers one decides, and it is JSON', (t) => {
  const milder = policyOf('rules: [ { id: all, match: { project: ["*"] }, require: [] } ]')
  const found = explain(question([]), [milder, POLICY], NOW)
  t.deepEqual(
    found.layers.map(({ decides }) => decides),
    [false, true],
  )
  t.deepEqual(JSON.parse(JSON.stringify(found)), found)
})

test('people read the same: every rule, why it was skipped, every check', (t) => {
  const found = explain(question([attested(), agedOf(1)]), [POLICY], NOW)
  const lines = renderExplanation(found, { colour: false, width: 100 })
  const text = lines.join('\n')
  t.true(lines.every((line) => line.length <= 100))
  t.false(text.includes('\u{1b}'))
  for (const part of [
    'BLOCK TC2201',
    '- rule ours (policy.yaml:10) skipped: project acme-*, found flask',
    'x rule rest (policy.yaml:12) matches, and asks for block',
    'x good: 2 of 2: not-met → block',
    '! 1 of 2: not-met → warn',
    'E1 is not about it: expires before 2026-10-20T00:00Z',
  ])
    t.true(text.includes(part), `${part}\n${text}`)
  t.true(renderExplanation(found, { colour: true }).join('').includes('\u{1b}[31m'))
})

test('what comes from elsewhere is escaped', (t) => {
  const asked = question([attested({ ...known(attested().publisher), subject: 'x' })], {
    location: 'https://files.example/a\u{1b}[2Jb',
    kind: 'vcs',
    channel: 'vcs',
  })
  const lines = renderExplanation(explain(asked, [POLICY], NOW), { colour: false })
  t.false(lines.join('').includes('\u{1b}'))
})

test('five hundred rules that were skipped are counted, not listed', (t) => {
  const rules = Array.from(
    { length: 500 },
    (_, at) => `  - { id: r${at}, match: { project: [p${at}] }, require: [] }`,
  )
  const policy = policyOf(
    `rules:\n${rules.join('\n')}\n  - { id: rest, match: { project: ["*"] }, require: [] }`,
  )
  const lines = renderExplanation(explain(question([]), [policy], NOW), { colour: false })
  t.true(lines.length < 30)
  t.true(lines.some((line) => line.includes('488 more rules were skipped')))
})
