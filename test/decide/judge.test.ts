import test from 'ava'
import { knownAbout } from '../../src/decide/known.ts'
import { judge, type Question, type World } from '../../src/decide/index.ts'
import { parseProjectName, parseVersion } from '../../src/python/index.ts'
import { failingStore, memoryStore, StoreError } from '../../src/store/index.ts'
import type { Evidence, Fact, Verdict } from '../../src/verdict/index.ts'
import { fileArtifact, known, question, RUN, sdist, tree } from '../protocol/samples.ts'
import { found, NOTHING, plantedPolicy, plantedWorld } from './planted-world.ts'

async function verdictOn(asked: Question, world: World): Promise<Verdict> {
  const outcome = await judge(asked, world)
  if (outcome.kind !== 'verdict') throw new Error('expected a verdict')
  return outcome.verdict
}

const provenance: Evidence = {
  kind: 'pep740-provenance',
  origin: { via: 'index', where: 'https://packages.example/p' },
  bytes: new Uint8Array([1]),
}

test('a second question is answered from known facts and decided anew', async (t) => {
  const world = plantedWorld()
  const first = await verdictOn(question(), world)
  t.is(first.decision, 'allow')
  t.false(first.fromCache)
  const second = await verdictOn(question(), { ...world, policy: plantedPolicy(new Set(['sampleproject'])) })
  t.true(second.fromCache)
  t.is(second.code, 'TC4001')
  t.is(world.asked.length, 1)
  t.is((await world.store.counts()).decisions, 2)
})

test('other evidence, name, offer or trust is verified anew', async (t) => {
  const world = plantedWorld()
  await verdictOn(question(), world)
  await verdictOn(question({ evidence: [provenance] }), world)
  await verdictOn(question({ evidence: [{ ...provenance, bytes: new Uint8Array([2]) }] }), world)
  await verdictOn(question({ offer: 'none' }), world)
  await verdictOn(question({ artifact: fileArtifact({ filename: 'other-4.0.0-py3-none-any.whl' }) }), world)
  await verdictOn(question(), { ...world, trustDigest: 'other' })
  t.is(world.asked.length, 6)
})

test('facts are known until the second before they are to be looked at again', async (t) => {
  const world = plantedWorld({}, found(2000))
  await verdictOn(question(), world)
  t.true((await verdictOn(question(), { ...world, now: () => 1999 })).fromCache)
  t.false((await verdictOn(question(), { ...world, now: () => 2000 })).fromCache)
})

test('what was unavailable is asked again', async (t) => {
  const facts: Fact[] = [{ ...NOTHING, result: 'unavailable' }]
  const world = plantedWorld({}, { kind: 'facts', facts, recheckAfter: null })
  await verdictOn(question(), world)
  t.false((await verdictOn(question(), world)).fromCache)
})

test('digests that verification wants are handed on, and nothing is recorded', async (t) => {
  const wanted = [{ algorithm: 'sha256', suffix: '04' }] as const
  const world = plantedWorld({}, { kind: 'digests-wanted', wanted })
  t.deepEqual(await judge(question(), world), { kind: 'digests-wanted', wanted })
  t.is((await world.store.counts()).decisions, 0)
})

test('a claimed digest that differs blocks', async (t) => {
  const claimed = [
    { by: 'hash-option', sha256: fileArtifact().sha256 },
    { by: 'index', sha256: sdist().sha256 },
  ] as const
  t.is((await verdictOn(question({ claimed }), plantedWorld())).code, 'TC1002')
  const agreeing = await verdictOn(question({ claimed: claimed.slice(0, 1) }), plantedWorld())
  t.deepEqual(agreeing.facts[0], { check: 'integrity', result: 'ok', agreeing: ['hash-option'] })
})

test('other bytes under a name that this index gave before block, and do not become the history', async (t) => {
  const world = plantedWorld()
  await verdictOn(question(), world)
  const other = fileArtifact({ sha256: sdist().sha256 })
  t.is((await verdictOn(question({ artifact: other }), world)).code, 'TC1006')
  t.is((await verdictOn(question({ artifact: { ...other, channel: 'cache' } }), world)).code, 'TC1006')
  t.is((await verdictOn(question(), world)).decision, 'allow')
  const elsewhere = { url: 'https://other.example/simple', insecure: false }
  t.is((await verdictOn(question({ artifact: { ...other, index: elsewhere } }), world)).decision, 'allow')
  t.is(
    (await verdictOn(question({ artifact: { ...other, channel: 'find-links' } }), world)).decision,
    'allow',
  )
})

test('what was refused first does not become the history', async (t) => {
  const world = plantedWorld()
  const refusing = { ...world, policy: plantedPolicy(new Set(['sampleproject'])) }
  await verdictOn(question({ artifact: fileArtifact({ sha256: sdist().sha256 }) }), refusing)
  t.is((await verdictOn(question(), world)).decision, 'allow')
})

const derived = (change: Parameters<typeof fileArtifact>[0] = {}) =>
  fileArtifact({ channel: 'derived', index: null, ...change })

function buildOf(change: Partial<Question> = {}): Question {
  return question({ artifact: derived(), derivedFrom: sdist().sha256, ...change })
}

test('a built wheel needs a source that this run judged and did not refuse', async (t) => {
  const world = plantedWorld()
  t.is((await verdictOn(buildOf(), world)).code, 'TC1012')
  await verdictOn(question({ artifact: sdist() }), {
    ...world,
    policy: plantedPolicy(new Set(['sampleproject'])),
  })
  t.is((await verdictOn(buildOf(), world)).code, 'TC1012')
  await verdictOn(question({ artifact: sdist() }), world)
  t.is((await verdictOn(buildOf(), world)).decision, 'allow')
  t.is((await verdictOn(buildOf({ derivedFrom: null }), world)).code, 'TC1012')
  const otherRun = { ...RUN, id: 'fedcba9876543210' }
  t.is((await verdictOn(buildOf({ run: otherRun }), world)).code, 'TC1012')
})

test("a built wheel has its source's project and version", async (t) => {
  const world = plantedWorld()
  await verdictOn(question({ artifact: sdist() }), world)
  const version = known(parseVersion('4.0.1'))
  const project = known(parseProjectName('other'))
  t.is((await verdictOn(buildOf({ artifact: derived({ version }) }), world)).code, 'TC1012')
  t.is((await verdictOn(buildOf({ artifact: derived({ project }) }), world)).code, 'TC1012')
  await verdictOn(question({ artifact: tree({ project }) }), world)
  t.is((await verdictOn(buildOf({ derivedFrom: tree().location }), world)).code, 'TC1012')
  await verdictOn(question({ artifact: tree() }), world)
  t.is((await verdictOn(buildOf({ derivedFrom: tree().location }), world)).decision, 'allow')
})

test('a cached wheel is accepted only as recorded, and its source is judged again', async (t) => {
  const world = plantedWorld()
  const cached = question({
    artifact: derived({ channel: 'wheel-cache' }),
    run: { ...RUN, id: 'fedcba9876543210' },
  })
  t.is((await verdictOn(cached, world)).code, 'TC1012')
  await verdictOn(question({ artifact: sdist() }), world)
  await verdictOn(buildOf({ run: { ...RUN, tainted: true } }), world)
  const accepted = await verdictOn(cached, world)
  t.is(accepted.decision, 'allow')
  t.true(accepted.fromCache)
  t.deepEqual(accepted.facts[1], { check: 'derivation', result: 'ok', from: sdist().sha256, tainted: true })
  const swapped = { ...cached, artifact: derived({ channel: 'wheel-cache', sha256: sdist().sha256 }) }
  t.is((await verdictOn(swapped, world)).code, 'TC1012')
  const denying = { ...world, policy: plantedPolicy(new Set(['sampleproject'])) }
  t.is((await verdictOn(cached, denying)).code, 'TC4001')
})

test('a cached wheel’s source is held to the lock files of today, not to those of the run that built from it', async (t) => {
  const world = plantedWorld()
  const named = (kind: string) => [[{ kind: 'publisher' as const, fields: { kind } }]]
  await verdictOn(question({ artifact: sdist(), locked: named('then') }), world)
  await verdictOn(buildOf(), world)
  const cached = question({ artifact: derived({ channel: 'wheel-cache' }) })
  const locksOf = async (asked: typeof cached) => {
    const about = await knownAbout(asked, world)
    if (about.kind !== 'known') return null
    return (about.source?.facts ?? []).filter(({ check }) => check === 'lock')
  }
  t.deepEqual(await locksOf(cached), [])
  t.deepEqual(await locksOf({ ...cached, locked: named('today') }), [
    { check: 'lock', result: 'ok', named: named('today') },
  ])
})

test('a cached wheel whose history is lost is refused', async (t) => {
  const world = plantedWorld()
  await verdictOn(question({ artifact: sdist() }), world)
  await verdictOn(buildOf(), world)
  const cached = question({ artifact: derived({ channel: 'wheel-cache' }) })
  t.is((await verdictOn(cached, { ...world, store: memoryStore() })).code, 'TC1012')
})

test("evidence that is published under a built wheel's name is not asked for", async (t) => {
  const world = plantedWorld({ findEvidence: () => Promise.reject(new Error('asked')) })
  await verdictOn(buildOf(), world)
  t.is(world.asked.length, 0)
})

test('sources that can not be asked make unavailable what would be missing', async (t) => {
  const unavailable = [{ kind: 'pep740-provenance', where: 'https://e.example', why: '503' }] as const
  const world = plantedWorld({ findEvidence: () => Promise.resolve({ evidence: [], unavailable }) })
  await verdictOn(question(), world)
  t.is(world.asked[0]?.offer, 'unavailable')
  await verdictOn(question({ evidence: [provenance] }), world)
  t.is(world.asked[1]?.offer, 'not-offered')
})

test('a signature source that can not be asked leaves it open whether there is one', async (t) => {
  const unavailable = [{ kind: 'openpgp-signature', where: 'https://e.example', why: '503' }] as const
  const finding = { code: 'TC3101', expected: 'a', found: 'b' } as const
  const facts: Fact[] = [{ check: 'signature', result: 'missing', fingerprint: null, finding, origin: null }]
  const findEvidence = () => Promise.resolve({ evidence: [], unavailable })
  const verdict = await verdictOn(
    question(),
    plantedWorld({ findEvidence }, { kind: 'facts', facts, recheckAfter: null }),
  )
  t.like(verdict.facts[1], { check: 'signature', result: 'unavailable', finding: { code: 'TC3102' } })
})

test('a source that can not be asked leaves open what rebuilders say, and nothing else', async (t) => {
  const unavailable = [{ kind: 'rebuild-statement', where: '/evidence', why: 'too many' }] as const
  const world = plantedWorld({ findEvidence: () => Promise.resolve({ evidence: [], unavailable }) })
  const verdict = await verdictOn(question(), world)
  t.is(world.asked[0]?.offer, 'not-offered')
  t.like(
    verdict.facts.find(({ check }) => check === 'rebuild'),
    { result: 'unavailable', finding: { code: 'TC2502' } },
  )
  t.like(
    verdict.facts.find(({ check }) => check === 'attestation'),
    { result: 'missing' },
  )
})

test('no usable policy refuses everything, with words, and records it', async (t) => {
  const world = plantedWorld({ policy: { kind: 'unusable', file: 'policy.yaml', words: 'line 1: broken' } })
  const verdict = await verdictOn(question(), world)
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC5009')
  t.is(verdict.reasons[0]?.found, 'line 1: broken')
  t.is((await world.store.decisions({ ref: 'TC5009', limit: 1 })).length, 1)
  const failing = failingStore(new StoreError('failed', { message: 'disk full' }))
  t.is((await verdictOn(question(), { ...world, store: failing })).code, 'TC5009')
})

test('what can not be recorded is refused', async (t) => {
  const full = new StoreError('failed', { message: 'database or disk is full', hint: 'df -h' })
  const verdict = await verdictOn(question(), plantedWorld({ store: failingStore(full) }))
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC5004')
  t.deepEqual(verdict.reasons[0]?.fix, ['df -h'])
  const halfFull = { ...memoryStore(), record: () => Promise.reject(full) }
  t.is((await verdictOn(question(), plantedWorld({ store: halfFull }))).code, 'TC5004')
})

test('a bug in verification is no verdict', async (t) => {
  const world = plantedWorld({ verify: () => Promise.reject(new TypeError('bug')) })
  await t.throwsAsync(judge(question(), world), { instanceOf: TypeError })
})

test('a ref is the code and four digits that follow from run, artifact and code', async (t) => {
  const { ref } = await verdictOn(question(), plantedWorld())
  t.regex(ref, /^TC0000-[0-9a-f]{4}$/)
  t.is((await verdictOn(question(), plantedWorld())).ref, ref)
  t.not((await verdictOn(question({ run: { ...RUN, id: 'fedcba9876543210' } }), plantedWorld())).ref, ref)
})
