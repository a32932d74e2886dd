import { createHash } from 'node:crypto'
import { DatabaseSync } from 'node:sqlite'
import test from 'ava'
import { memoryStore, openStore } from '../../src/store/index.ts'
import { STEPS } from '../../src/store/tables.ts'
import type { RememberedPublisher } from '../../src/verdict/index.ts'
import { fileArtifact, question, RUN, sdist } from '../protocol/samples.ts'
import { attestedEntry, github } from './samples.ts'
import { alter, FLASK, INDEX, listing, project, scratchFile, withStore } from './scratch-store.ts'

function remembered(change: Partial<RememberedPublisher> = {}): RememberedPublisher {
  const base = { index: INDEX, project: FLASK, publisher: github(), lines: ['3'], version: '3.1.1' }
  return { ...base, firstSeenAt: 100, by: 'first-use', ...change }
}

test('a publisher gains lines and a person’s word, and keeps its first sight', async (t) => {
  const store = memoryStore()
  await store.rememberPublisher(remembered())
  await store.rememberPublisher(remembered({ lines: ['4'], version: '4.0', firstSeenAt: 900, by: 'person' }))
  t.deepEqual(await store.publishers(FLASK), [remembered({ lines: ['3', '4'], by: 'person' })])
  await store.rememberPublisher(remembered({ publisher: github({ workflow: 'other.yml' }), firstSeenAt: 1 }))
  t.is((await store.publishers(null)).length, 2)
  t.deepEqual(await store.publishers(project('other')), [])
  await store.forgetPublisher(remembered())
  t.deepEqual(
    (await store.publishers(FLASK)).map(({ firstSeenAt }) => firstSeenAt),
    [1],
  )
})

test('a publisher comes with its decision, or not at all', async (t) => {
  const store = memoryStore()
  await store.record(attestedEntry({ publishers: [remembered()] }))
  t.deepEqual(await store.publishers(FLASK), [remembered()])
})

test('finds what verified about the same bytes, and never in what was refused', async (t) => {
  const store = memoryStore()
  const digest = fileArtifact().sha256
  t.is(await store.lastVerified(digest), null)
  await store.record(attestedEntry({}, { decision: 'block' }))
  t.is(await store.lastVerified(digest), null)
  await store.record(attestedEntry())
  const found = await store.lastVerified(digest)
  t.deepEqual(
    found?.facts.map(({ check }) => check),
    ['attestation'],
  )
})

test('what verified before stands in only as it was recorded', async (t) => {
  const path = await scratchFile(t)
  const digest = fileArtifact().sha256
  await withStore(path, async (store) => await store.record(attestedEntry()))
  alter(path, `UPDATE decisions SET content = replace(content, 'pallets', 'mallory')`)
  t.is(await withStore(path, async (store) => await store.lastVerified(digest)), null)
  await withStore(path, async (store) => await store.record(attestedEntry({ at: 1001 })))
  alter(path, `UPDATE decisions SET verified = '${sdist().sha256}' WHERE at = 1001`)
  t.is(await withStore(path, async (store) => await store.lastVerified(sdist().sha256)), null)
})

test('pages decisions and history without losing or repeating any', async (t) => {
  const store = memoryStore()
  for (let at = 1; at <= 7; at += 1) {
    await store.record(attestedEntry({ at }))
    await store.append({ at, actor: 'dana', event: { type: 'policy-refused', file: 'f', words: `${at}` } })
  }
  const seen: number[] = []
  for (let before: number | null = null; ;) {
    const page = await store.decisionsSince({ since: 2, before, limit: 3 })
    seen.push(...page.decisions.map(({ record }) => record.at))
    if (page.next === null) break
    before = page.next
  }
  t.deepEqual(seen, [7, 6, 5, 4, 3, 2])
  const first = await store.history({ since: 0, before: null, limit: 4 })
  const second = await store.history({ since: 0, before: first.next, limit: 4 })
  t.deepEqual(
    [...first.records, ...second.records].map(({ id }) => id),
    [7, 6, 5, 4, 3, 2, 1],
  )
  t.is(second.next, null)
})

const BYPASS = { reason: 'an outage', by: 'dana', from: 100, until: 200 }

test('a bypass holds from its begin until its end', async (t) => {
  const store = memoryStore()
  t.is(await store.bypass(150), null)
  await store.setBypass(BYPASS)
  t.deepEqual(await Promise.all([99, 100, 199, 200].map((now) => store.bypass(now))), [
    null,
    BYPASS,
    BYPASS,
    null,
  ])
  await store.setBypass(null)
  t.is(await store.bypass(150), null)
})

test('a bypass that was prolonged by hand is none', async (t) => {
  const path = await scratchFile(t)
  await withStore(path, async (store) => await store.setBypass(BYPASS))
  alter(path, `UPDATE state SET content = replace(content, '200', '99999')`)
  t.is(await withStore(path, async (store) => await store.bypass(150)), null)
})

const TAMPERINGS = {
  'an entry changed': `DROP TRIGGER history_stays; UPDATE history SET content = replace(content, 'two', '222') WHERE id = 2`,
  'an entry taken out': `DROP TRIGGER history_keeps; DELETE FROM history WHERE id = 2`,
  'the end cut off': `DROP TRIGGER history_keeps; DELETE FROM history WHERE id = 3`,
  'a time changed': `DROP TRIGGER history_stays; UPDATE history SET at = 5 WHERE id = 1`,
}

for (const [what, sql] of Object.entries(TAMPERINGS)) {
  test(`the history notices ${what}`, async (t) => {
    const path = await scratchFile(t)
    await withStore(path, async (store) => {
      for (const words of ['one', 'two', 'three']) {
        await store.append({ at: 1, actor: 'dana', event: { type: 'policy-refused', file: 'f', words } })
      }
    })
    alter(path, sql)
    await withStore(path, async (store) => {
      const error = await t.throwsAsync(store.history({ since: 0, before: null, limit: 10 }))
      t.like(error, { code: 'history' })
    })
  })
}

test('the history can not be changed by a statement alone', async (t) => {
  const path = await scratchFile(t)
  await withStore(
    path,
    async (store) =>
      await store.append({ at: 1, actor: 'a', event: { type: 'policy-refused', file: 'f', words: 'w' } }),
  )
  t.throws(() => alter(path, `UPDATE history SET at = 2`), { message: /only added to/ })
  t.throws(() => alter(path, 'DELETE FROM history'), { message: /only added to/ })
})

test('a store of the first version is brought up, and everything in it is kept', async (t) => {
  const path = await scratchFile(t)
  const { pinned: _pinned, precedent: _precedent, ...old } = question({ artifact: sdist() })
  await withStore(path, async (store) => {
    const source = { run: RUN.id, source: 's', question: question({ artifact: sdist() }) }
    const derivation = {
      wheel: fileArtifact().sha256,
      source: 's',
      question: source.question,
      tainted: false,
    }
    await store.record({ ...attestedEntry(), source, derivation })
    await store.keepFacts('k', { facts: [], recheckAfter: null })
  })
  downgrade(path)
  t.false(JSON.stringify(old).includes('pinned'))
  await withStore(path, async (store) => {
    t.deepEqual((await store.judgedSource(RUN.id, 's'))?.question, question({ artifact: sdist() }))
    t.deepEqual((await store.derivation(fileArtifact().sha256))?.question.pinned, [])
    t.deepEqual(await store.facts('k'), { facts: [], recheckAfter: null })
    const [decision] = await store.decisions({ ref: null, limit: 1 })
    t.is(decision?.circumstances, null)
    await store.keepListing(listing())
  })
})

/** Makes of a store what version 1 would have written. */
function downgrade(path: string): void {
  const database = new DatabaseSync(path)
  const [first = ''] = STEPS
  const old = new DatabaseSync(':memory:')
  old.exec(first)
  database.exec(`
    DROP TABLE listings; DROP TABLE publishers; DROP TABLE history; DROP TABLE state;
    DROP INDEX decisions_by_verified; DROP INDEX decisions_by_time; ALTER TABLE decisions DROP COLUMN verified; ALTER TABLE decisions DROP COLUMN mark;
    UPDATE decisions SET content = json_remove(content, '$.circumstances');
    PRAGMA user_version = 1;
  `)
  if (JSON.stringify(tablesOf(database)) !== JSON.stringify(tablesOf(old)))
    throw new Error('that is not version 1')
  stripQuestions(database)
  database.close()
}

function tablesOf(from: DatabaseSync): unknown {
  return from
    .prepare(
      `SELECT name FROM sqlite_master WHERE type IN ('table', 'index') AND name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .all()
}

function strip(text: string): string {
  const { pinned: _pinned, precedent: _precedent, ...rest } = JSON.parse(text)
  return JSON.stringify(rest)
}

function stripQuestions(database: DatabaseSync): void {
  database.function('strip', (text) => strip(String(text)))
  database.function('sha', (text) => markOf(String(text)))
  database.exec(`
    UPDATE sources SET content = strip(content);
    UPDATE sources SET mark = sha(run || ' ' || source || char(10) || content);
    UPDATE derivations SET content = json_set(content, '$.question', strip(json_extract(content, '$.question')));
    UPDATE derivations SET mark = sha(wheel || char(10) || content);
  `)
}

function markOf(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

test('a store of a later version is put aside, not guessed at', async (t) => {
  const path = await scratchFile(t)
  await withStore(path, async (store) => await store.keepListing(listing()))
  alter(path, 'PRAGMA user_version = 99')
  const { store, putAside } = openStore(path)
  t.not(putAside, null)
  t.is(await store.listing(INDEX, FLASK), null)
  await store.close()
})
