import test from 'ava'
import { presetPolicy, withhold, type Layers } from '../../../src/policy/index.ts'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import type { DatedFile, DatedListing } from '../../../src/verdict/index.ts'
import { known, NOW, policyOf, presets, sha } from '../world.ts'

const HOUR = 3600

function file(version: string, hoursAgo: number | null, changes: Partial<DatedFile> = {}): DatedFile {
  return {
    filename: `flask-${version}-py3-none-any.whl`,
    version: known(parseVersion(version)),
    kind: 'wheel',
    sha256: sha('a'),
    uploadedAt: null,
    publishedAt: hoursAgo === null ? null : NOW - hoursAgo * HOUR,
    attested: false,
    yanked: false,
    ...changes,
  }
}

function listing(...files: readonly DatedFile[]): DatedListing {
  return {
    index: { url: 'https://packages.example/simple/', insecure: false },
    project: known(parseProjectName('flask')),
    status: null,
    offersProvenance: true,
    files,
  }
}

const cooled = (rule: string, more = '') =>
  policyOf(`requirements: { q: { age: { min: 72h } }, either: { any: [ { age: { min: 72h } }, { attestation: {} } ] } }
rules: [ { id: r, match: { project: ["*"] }, ${rule} } ]\n${more}`)

const OLDER = cooled('require: [q], onTooYoung: older')

const versionsOf = (page: DatedListing, ...layers: Layers) =>
  withhold(page, 'workstation', layers, NOW).map(({ version }) => version)

test('what is too young is withheld by release, with the time from which it passes', (t) => {
  const sdist = file('3.1.3', 3, { filename: 'flask-3.1.3.tar.gz', kind: 'sdist' })
  t.deepEqual(withhold(listing(file('3.1.3', 5), sdist, file('3.1.2', 100)), 'workstation', [OLDER], NOW), [
    {
      version: known(parseVersion('3.1.3')),
      filenames: ['flask-3.1.3-py3-none-any.whl', 'flask-3.1.3.tar.gz'],
      publishedAt: NOW - 3 * HOUR,
      passesAt: NOW + 69 * HOUR,
      minAgeSeconds: 72 * HOUR,
      policy: 'acme',
      rule: 'r',
    },
  ])
})

test('to the second, and never what has no date', (t) => {
  const young = file('2', 72, { publishedAt: NOW - 72 * HOUR + 1 })
  t.deepEqual(versionsOf(listing(file('1', 72), young, file('3', null), file('4', -9)), OLDER), [
    known(parseVersion('2')),
    known(parseVersion('4')),
  ])
})

test('only for a rule that says older, in a policy that is enforced, and where age must be met', (t) => {
  const page = listing(file('3.1.3', 5))
  t.is(versionsOf(page, cooled('require: [q], onTooYoung: block')).length, 0)
  t.is(versionsOf(page, cooled('require: [q], onTooYoung: warn')).length, 0)
  t.is(versionsOf(page, cooled('require: [q]')).length, 0)
  t.is(versionsOf(page, cooled('require: [q], onTooYoung: older', 'mode: warn')).length, 0)
  t.is(versionsOf(page, cooled('require: [either], onTooYoung: older')).length, 0)
  t.is(versionsOf(page, cooled('require: [q, either], onTooYoung: older')).length, 1)
  t.is(versionsOf(page, presetPolicy(presets, 'balanced')).length, 1)
  t.is(versionsOf(page, presetPolicy(presets, 'strict')).length, 0)
})

const step = (from: string) =>
  cooled('require: [q]', `rollout: [ { rule: r, set: { onTooYoung: older }, from: "${from}" } ]`)

test('a rollout that begins later withholds nothing yet', (t) => {
  t.is(versionsOf(listing(file('3.1.3', 5)), step('2026-11-02')).length, 0)
  t.is(versionsOf(listing(file('3.1.3', 5)), step('2026-11-01')).length, 1)
})

test('what an exception of the same layer excuses stays on the page', (t) => {
  const excused = cooled(
    'require: [q], onTooYoung: older',
    `exceptions:\n  - { id: E, match: { project: [flask], sha256: [${sha('a')}] }, waive: [age], owner: o, reason: r, created: "2026-10-01", expires: "2026-12-01" }`,
  )
  const page = listing(
    file('3.1.3', 5),
    file('3.1.4', 4, { sha256: sha('b') }),
    file('3.1.5', 4, { sha256: null }),
  )
  t.deepEqual(versionsOf(page, excused), [known(parseVersion('3.1.4')), known(parseVersion('3.1.5'))])
  t.is(versionsOf(page, OLDER, excused).length, 3)
})

test('of several layers the one that holds it back longest is told', (t) => {
  const week = policyOf(`requirements: { q: { age: { min: 7d } } }
rules: [ { id: week, match: { project: ["*"] }, require: [q], onTooYoung: older } ]`)
  const [held, ...rest] = withhold(listing(file('3.1.3', 5)), 'workstation', [OLDER, week], NOW)
  t.like(held, { rule: 'week', passesAt: NOW + (168 - 5) * HOUR })
  t.deepEqual(rest, [])
})

test('the rule is the one for the kind, the index and the context', (t) => {
  const policy = policyOf(`indexes: { acme: { url: "https://acme.example/simple" } }
requirements: { q: { age: { min: 72h } } }
rules:
  - { id: s, match: { kind: [sdist] }, require: [] }
  - { id: a, match: { index: [acme] }, require: [] }
  - { id: c, match: { context: [ci] }, require: [q], onTooYoung: older }
  - { id: r, match: { project: ["*"] }, require: [] }`)
  const page = listing(file('1', 5), file('2', 5, { filename: 'flask-2.tar.gz', kind: 'sdist' }))
  const inCi = (index: string) =>
    withhold({ ...page, index: { url: index, insecure: false } }, 'ci', [policy], NOW).flatMap(
      ({ filenames }) => filenames,
    )
  t.deepEqual(versionsOf(page, policy), [])
  t.deepEqual(inCi('https://packages.example/simple/'), ['flask-1-py3-none-any.whl'])
  t.deepEqual(inCi('https://acme.example/simple/'), [])
})
