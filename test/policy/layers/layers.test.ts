import test from 'ava'
import {
  bypassForbidden,
  evaluateLayers,
  pageDenial,
  presetPolicy,
  privateIndexes,
  type PageSubject,
} from '../../../src/policy/index.ts'
import { policyInForce } from '../../../src/decide/index.ts'
import { parseProjectName } from '../../../src/python/index.ts'
import { known, NOW, policyOf, presets, question } from '../world.ts'

const rule = (text: string) => policyOf(`rules: [ { id: r, match: { project: ["*"] }, ${text} } ]`)

test('the strictest layer decides and is named; of equals the wider one', (t) => {
  const [allows, warns, denies] = [rule('require: []'), rule('warn: careful'), rule('deny: no')]
  const decide = (...layers: Parameters<typeof evaluateLayers>[1]) => {
    const { decision, policy } = evaluateLayers(question([]), layers, NOW)
    return [decision, [allows, warns, denies].findIndex(({ digest }) => digest === policy.digest)]
  }
  t.deepEqual(decide(allows, denies, warns), ['block', 2])
  t.deepEqual(decide(denies, allows), ['block', 2])
  t.deepEqual(decide(allows, warns), ['warn', 1])
  const other = { ...allows, name: 'other', digest: warns.digest }
  t.deepEqual(decide(allows, other), ['allow', 0])
})

const EXCEPTION = `exceptions:
  - { id: E, match: { project: [flask], sha256: [${'a'.repeat(64)}] }, waive: [attestation], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`
const ATTESTED = 'requirements: { q: { attestation: {} } }'

const asks = (more: string) =>
  policyOf(`${ATTESTED}\nrules: [ { id: r, match: { project: ["*"] }, require: [q] } ]\n${more}`)
const layered = (...layers: Parameters<typeof evaluateLayers>[1]) =>
  evaluateLayers(question([]), layers, NOW).decision

test('an exception counts in its own layer only', (t) => {
  t.is(layered(asks(EXCEPTION), asks(EXCEPTION)), 'allow')
  t.is(layered(asks(''), asks(EXCEPTION)), 'block')
  t.is(layered(asks(EXCEPTION), asks('')), 'block')
})

test('where strict or ci holds, no bypass may begin', (t) => {
  const [balanced, strict, ci] = (['balanced', 'strict', 'ci'] as const).map((name) =>
    presetPolicy(presets, name),
  )
  t.deepEqual(bypassForbidden([known(balanced)]), [])
  t.deepEqual(bypassForbidden([known(balanced), known(strict), known(ci)]), ['strict', 'ci'])
  t.deepEqual(bypassForbidden([policyOf('extends: [preset:ci]')]), ['ci'])
  t.deepEqual(bypassForbidden([policyOf('extends: [preset:permissive]')]), [])
})

const PYPI = { url: 'https://pypi.example/simple/', insecure: false }
const ACME = { url: 'https://acme.example/simple', insecure: false }
const INDEXES =
  'indexes: { default: { from: pip }, acme: { url: "https://ACME.example/simple", private: true } }'

function page(project: string, index = PYPI, changes: Partial<PageSubject> = {}): PageSubject {
  return { project: known(parseProjectName(project)), index, context: 'workstation', seenOn: [], ...changes }
}

const OURS = policyOf(`${INDEXES}
rules:
  - { id: ours, match: { project: ["acme-*"], indexNot: [acme] }, deny: only from our index }
  - { id: rest, match: { project: ["*"] }, require: [] }`)

test('an index is not asked about a name that a rule denies from there', (t) => {
  t.deepEqual(pageDenial(page('acme-pay'), [OURS]), {
    code: 'TC4001',
    policy: 'acme',
    rule: 'ours',
    words: 'only from our index',
  })
  t.is(pageDenial(page('acme-pay', ACME), [OURS]), null)
  t.is(pageDenial(page('flask'), [OURS]), null)
  t.is(pageDenial(page('acme-pay'), [rule('require: []'), OURS])?.rule, 'ours')
})

const denialBy = (rules: string, mode = 'enforce') =>
  pageDenial(page('acme-pay'), [policyOf(`mode: ${mode}\n${INDEXES}\nrules:\n${rules}`)])?.rule ?? null

test('it is asked where some file of the name may still pass', (t) => {
  const rest = '  - { id: rest, match: { project: ["*"] }, require: [] }'
  t.is(denialBy(`  - { id: a, match: { project: [acme-pay], kind: [sdist] }, deny: no }\n${rest}`), null)
  t.is(denialBy(`  - { id: a, match: { project: [acme-pay], channel: [index] }, deny: no }\n${rest}`), null)
  t.is(
    denialBy(
      `  - { id: w, match: { project: [acme-pay], kind: [wheel] }, require: [] }\n  - { id: a, match: { project: [acme-pay] }, deny: no }\n${rest}`,
    ),
    null,
  )
  t.is(denialBy(`  - { id: c, match: { project: [acme-pay], context: [ci] }, deny: no }\n${rest}`), null)
  t.is(denialBy(`  - { id: a, match: { project: [acme-pay] }, deny: no }\n${rest}`), 'a')
  t.is(denialBy(`  - { id: a, match: { project: [acme-pay] }, deny: no }\n${rest}`, 'warn'), null)
})

test('a floor that denies it keeps the index from being asked', (t) => {
  const floor = policyOf(`${INDEXES}
floor: [ { id: f, match: { project: ["acme-*"], indexNot: [acme] }, deny: ours } ]
rules: [ { id: rest, match: { project: ["*"] }, require: [] } ]`)
  t.is(pageDenial(page('acme-pay'), [floor])?.rule, 'f')
  t.is(pageDenial(page('acme-pay', ACME), [floor]), null)
})

test('a name that was seen on a private index is not told to others, whatever the mode', (t) => {
  for (const mode of ['enforce', 'warn', 'audit']) {
    const policy = policyOf(
      `mode: ${mode}\n${INDEXES}\nrules: [ { id: rest, match: { project: ["*"] }, require: [] } ]`,
    )
    const seen = { seenOn: ['https://acme.example:443/simple/'] }
    t.like(pageDenial(page('pay', PYPI, seen), [policy]), { code: 'TC4011', rule: 'floor' })
    t.is(pageDenial(page('pay', ACME, seen), [policy]), null)
    t.is(pageDenial(page('pay', PYPI, { seenOn: [PYPI.url] }), [policy]), null)
  }
})

test('private indexes are those of all layers, each once', (t) => {
  const other = policyOf(
    'indexes: { x: { url: "https://x.example", private: true }, y: { url: "https://y.example" } }',
  )
  t.deepEqual(privateIndexes([OURS, other, OURS]), ['https://acme.example/simple/', 'https://x.example/'])
  t.deepEqual(privateIndexes([rule('require: []')]), [])
})

test('a key directory that calls an index private has it told no names of the machine’s own', (t) => {
  const lure = policyOf('indexes: { lure: { url: "https://public.example/simple", private: true } }')
  const mine = rule('require: []')
  const own = ['https://acme.example/simple/']
  t.deepEqual(privateIndexes([lure, OURS], [lure]), own)
  t.deepEqual(privateIndexes([lure, OURS]), ['https://public.example/simple/', ...own])
  t.deepEqual(
    privateIndexes([lure, mine], [lure]),
    ['https://public.example/simple/'],
    'nobody else names one',
  )
  t.deepEqual(policyInForce([lure, OURS], [lure]).privateIndexes, own)
})
