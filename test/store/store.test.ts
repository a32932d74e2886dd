import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import {
  hotStore,
  memoryStore,
  openStore,
  StoreError,
  type Entry,
  type KnownFacts,
} from '../../src/store/index.ts'
import type { Verdict } from '../../src/verdict/index.ts'
import { fileArtifact, question, RUN, sdist } from '../protocol/samples.ts'

const KNOWN: KnownFacts = {
  facts: [{ check: 'integrity', result: 'ok', agreeing: ['index'] }],
  recheckAfter: 99,
}

function entry(change: Partial<Entry> = {}, verdict: Partial<Verdict> = {}): Entry {
  const found: Verdict = {
    decision: 'allow',
    code: 'TC0000',
    ref: 'TC0000-1234',
    policy: { name: 'p', version: 1, digest: 'd', at: null },
    rule: 'r',
    exception: null,
    reasons: [],
    facts: [],
    fromCache: false,
    ...verdict,
  }
  const decision = { at: 1000, run: RUN, artifact: fileArtifact(), verdict: found, circumstances: null }
  return { decision, sight: null, source: null, derivation: null, publishers: [], ...change }
}

async function scratchFile(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'pt-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  return join(folder, 'store.sqlite')
}

test('keeps facts, sights, sources and derivations', async (t) => {
  const store = memoryStore()
  t.is(await store.facts('k'), null)
  await store.keepFacts('k', KNOWN)
  t.deepEqual(await store.facts('k'), KNOWN)
  const judged = { run: RUN.id, source: 's', question: question({ artifact: sdist() }) }
  const derivation = { wheel: fileArtifact().sha256, source: 's', question: judged.question, tainted: true }
  const sight = { index: 'https://i.example', filename: 'f', sha256: sdist().sha256 }
  await store.record(entry({ sight, source: judged, derivation }))
  t.deepEqual(await store.judgedSource(RUN.id, 's'), judged)
  t.is(await store.judgedSource('fedcba9876543210', 's'), null)
  t.deepEqual(await store.derivation(fileArtifact().sha256), derivation)
  t.is(await store.derivation(sdist().sha256), null)
  t.is(await store.seen(sight.index, 'f'), sight.sha256)
  t.deepEqual(await store.counts(), { facts: 1, decisions: 1 })
})

test('the first sight of a file stays', async (t) => {
  const store = memoryStore()
  const sight = { index: 'i', filename: 'f' }
  await store.record(entry({ sight: { ...sight, sha256: sdist().sha256 } }))
  await store.record(entry({ sight: { ...sight, sha256: fileArtifact().sha256 } }))
  t.is(await store.seen('i', 'f'), sdist().sha256)
})

test('finds decisions by ref, by code and of the last run, newest first', async (t) => {
  const store = memoryStore()
  await store.record(entry({}, { ref: 'TC0000-aaaa' }))
  await store.record(entry({}, { ref: 'TC2101-bbbb', code: 'TC2101' }))
  const other = entry({}, { ref: 'TC2101-cccc', code: 'TC2101', decision: 'block' })
  await store.record({ ...other, decision: { ...other.decision, run: { ...RUN, id: 'fedcba9876543210' } } })
  const refs = async (ref: string | null, limit = 10) =>
    (await store.decisions({ ref, limit })).map(({ verdict }) => verdict.ref)
  t.deepEqual(await refs('TC0000-aaaa'), ['TC0000-aaaa'])
  t.deepEqual(await refs('TC2101'), ['TC2101-cccc', 'TC2101-bbbb'])
  t.deepEqual(await refs('TC2101', 1), ['TC2101-cccc'])
  t.deepEqual(await refs(null), ['TC2101-cccc'])
  t.deepEqual(await memoryStore().decisions({ ref: null, limit: 1 }), [])
})

test('an entry is recorded whole or not at all', async (t) => {
  const file = await scratchFile(t)
  const { store } = openStore(file)
  const other = new DatabaseSync(file)
  other.exec('DROP TABLE derivations')
  const derivation = { wheel: fileArtifact().sha256, source: 's', question: question(), tainted: false }
  await t.throwsAsync(store.record(entry({ derivation })), { instanceOf: StoreError })
  t.is((await store.counts()).decisions, 0)
  other.close()
  await store.close()
})

test('lives on disk, readable by its user alone', async (t) => {
  const file = await scratchFile(t)
  const first = openStore(file)
  await first.store.keepFacts('k', KNOWN)
  await first.store.close()
  t.is((await stat(file)).mode & 0o777, 0o600)
  const second = openStore(file)
  t.is(second.putAside, null)
  t.deepEqual(await second.store.facts('k'), KNOWN)
  await second.store.close()
})

test('a file of junk is put aside and nothing in it is believed', async (t) => {
  const file = await scratchFile(t)
  await writeFile(file, 'junk'.repeat(5000))
  const { store, putAside } = openStore(file)
  t.is(putAside?.path, `${file}.damaged`)
  t.is((await readFile(`${file}.damaged`)).length, 20_000)
  t.deepEqual(await store.counts(), { facts: 0, decisions: 0 })
  t.is(await store.derivation(fileArtifact().sha256), null)
  await store.close()
})

test('a damaged page is noticed at the next start', async (t) => {
  const file = await scratchFile(t)
  const { store } = openStore(file)
  for (let n = 0; n < 200; n += 1) await store.keepFacts(`k${n}`, KNOWN)
  await store.close()
  const bytes = await readFile(file)
  bytes.fill(0xff, 4096, bytes.length)
  await writeFile(file, bytes)
  const again = openStore(file)
  t.not(again.putAside, null)
  t.is(await again.store.facts('k1'), null)
  await again.store.close()
})

test('a row that was altered counts as never written', async (t) => {
  const file = await scratchFile(t)
  const { store } = openStore(file)
  await store.keepFacts('k', KNOWN)
  const derivation = { wheel: fileArtifact().sha256, source: 's', question: question(), tainted: false }
  await store.record(entry({ derivation, source: { run: RUN.id, source: 's', question: question() } }))
  const other = new DatabaseSync(file)
  other.exec(`UPDATE facts SET content = replace(content, '99', '98')`)
  other.prepare('UPDATE derivations SET wheel = ?').run(sdist().sha256)
  other.exec(`UPDATE sources SET source = 't'`)
  other.close()
  t.is(await store.facts('k'), null)
  t.is(await store.derivation(sdist().sha256), null)
  t.is(await store.judgedSource(RUN.id, 't'), null)
  await store.close()
})

test('a store that can not be opened or written fails with words', async (t) => {
  t.throws(() => openStore('/nowhere/store.sqlite'), { instanceOf: StoreError, code: 'failed' })
  const file = await scratchFile(t)
  const failures: string[] = []
  const { store } = openStore(file, ({ code }) => failures.push(code))
  const limit = new DatabaseSync(file)
  limit.exec('DROP TABLE decisions')
  limit.close()
  await t.throwsAsync(store.record(entry()), { instanceOf: StoreError, code: 'failed' })
  t.deepEqual(failures, ['failed'])
  await store.close()
})

test('forgets what is old, keeps what is not', async (t) => {
  const store = memoryStore()
  const judged = { run: RUN.id, source: 's', question: question() }
  await store.record(entry({ source: judged }))
  await store.prune(1000 + 7 * 86_400)
  t.not(await store.judgedSource(RUN.id, 's'), null)
  await store.prune(1001 + 7 * 86_400)
  t.is(await store.judgedSource(RUN.id, 's'), null)
  t.is((await store.counts()).decisions, 1)
  await store.prune(1001 + 400 * 86_400)
  t.is((await store.counts()).decisions, 0)
})

test('facts used last stay in memory, at most as many as told', async (t) => {
  const asked: string[] = []
  const below = memoryStore()
  const store = hotStore({ ...below, facts: (key) => (asked.push(key), below.facts(key)) }, { maxFacts: 2 })
  for (const key of ['a', 'b', 'c']) await store.keepFacts(key, KNOWN)
  await store.facts('c')
  await store.facts('b')
  t.deepEqual(asked, [])
  await store.facts('a')
  t.deepEqual(asked, ['a'])
  await store.facts('c')
  t.deepEqual(asked, ['a', 'c'])
})
