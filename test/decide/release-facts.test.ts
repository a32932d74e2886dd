import test from 'ava'
import { MAX_KEPT_FILES, mergeListing } from '../../src/decide/releases/merge-listing.ts'
import { known } from '../protocol/samples.ts'
import {
  attestedWorld,
  DAY,
  factsOf,
  FLASK,
  INDEX,
  keptListing,
  NOW,
  okFact,
  page,
  tell,
  wheel,
} from './releases-world.ts'

const plain = wheel('1.0', { attested: false })

test("the index's own time of upload is the age; an absurd one is none, and said so", async (t) => {
  const world = attestedWorld({})
  await tell(world, [{ ...plain, uploadedAt: NOW - DAY }])
  t.deepEqual(okFact(await factsOf(world, plain), 'age'), {
    check: 'age',
    result: 'ok',
    publishedAt: NOW - DAY,
    by: 'index',
  })
  for (const uploadedAt of [0, 946_684_799, NOW + DAY + 1, Number.MAX_SAFE_INTEGER]) {
    const fresh = attestedWorld({})
    const { ignored } = await tell(fresh, [{ ...plain, uploadedAt }])
    t.is(ignored.length, 1)
    t.is(okFact(await factsOf(fresh, plain), 'age'), null)
  }
  for (const uploadedAt of [946_684_800, NOW + DAY]) {
    const { ignored } = await tell(attestedWorld({}), [{ ...plain, uploadedAt }])
    t.deepEqual(ignored, [])
  }
})

test('a file that came later is as old as its first sight; one that was there, unknown for 30 days', async (t) => {
  const world = attestedWorld({})
  await tell(world, [plain])
  const age = (await factsOf(world, plain)).find(({ check }) => check === 'age')
  t.like(age, { result: 'missing', finding: { code: 'TC4016' } })
  const later = { ...world, now: () => NOW + DAY }
  const next = wheel('1.1', { attested: false })
  await tell(later, [plain, next])
  t.like(okFact(await factsOf(later, next), 'age'), { publishedAt: NOW + DAY, by: 'first-seen' })
  const almost = { ...world, now: () => NOW + 30 * DAY - 1 }
  t.is(okFact(await factsOf(almost, plain), 'age'), null)
  const long = { ...world, now: () => NOW + 30 * DAY }
  t.like(okFact(await factsOf(long, plain), 'age'), { publishedAt: NOW, by: 'first-seen' })
})

test('other bytes under a listed name are as new as they look', async (t) => {
  const world = attestedWorld({})
  await tell(world, [plain])
  const later = { ...world, now: () => NOW + 40 * DAY }
  await tell(later, [{ ...plain, sha256: wheel('9.9').sha256 }])
  const [file] = (await keptListing(world)).files
  t.is(file?.firstSeenAt, NOW + 40 * DAY)
})

test('status, yanked and pins are told as the index and the person say them', async (t) => {
  const world = attestedWorld({})
  await tell(world, [{ ...plain, yanked: 'broken' }], {
    status: { status: 'quarantined', why: 'malware' },
  })
  const facts = await factsOf(world, plain, { pinned: ['pylock'] })
  t.like(okFact(facts, 'status'), { status: 'quarantined', why: 'malware' })
  t.like(okFact(facts, 'yanked'), { yanked: true, why: 'broken' })
  t.deepEqual(okFact(facts, 'hash')?.from, ['pylock'])
})

test('without a listing, what only it could tell is left out, and what the policy may ask for is missing', async (t) => {
  const facts = await factsOf(attestedWorld({}), plain)
  t.deepEqual(
    facts.map(({ check, result }) => `${check} ${result}`),
    ['integrity ok', 'attestation missing', 'age missing', 'hash missing'],
  )
})

test('what depends on history and clock is never kept with what was verified', async (t) => {
  const world = attestedWorld({})
  await factsOf(world, plain)
  await tell(world, [{ ...plain, uploadedAt: NOW - 5 }])
  const facts = await factsOf(world, plain)
  t.is(world.asked.length, 1)
  t.like(okFact(facts, 'age'), { publishedAt: NOW - 5 })
})

test('files that are gone stay known, names that are listed twice count once', async (t) => {
  const world = attestedWorld({})
  await tell(world, [wheel('1.0'), wheel('1.1')])
  const { ignored } = await tell(world, [wheel('1.1'), wheel('1.1', { attested: false })])
  t.is(ignored.length, 1)
  t.deepEqual(
    (await keptListing(world)).files.map(({ filename, attested }) => [filename, attested]),
    [
      ['flask-1.1-py3-none-any.whl', true],
      ['flask-1.0-py3-none-any.whl', true],
    ],
  )
})

test('a listing that says nothing new leaves the very list that was known', (t) => {
  const { kept } = mergeListing(null, page([wheel('1.0'), wheel('1.1')]), NOW)
  const again = mergeListing(kept, page([wheel('1.0'), wheel('1.1')]), NOW + 1)
  t.is(again.kept.files, kept.files)
  t.is(again.kept.firstListedAt, NOW)
  t.not(mergeListing(kept, page([wheel('1.0', { yanked: true }), wheel('1.1')]), NOW).kept.files, kept.files)
})

test('at the limit nothing is forgotten; beyond it, what was never attested goes first', (t) => {
  const attested = wheel('0.1')
  const flood = Array.from({ length: MAX_KEPT_FILES }, (_, at) => ({ ...plain, filename: `f${at}` }))
  const { kept } = mergeListing(null, page([attested]), NOW)
  const full = mergeListing(kept, page(flood.slice(1)), NOW + 1).kept
  t.is(full.files.length, MAX_KEPT_FILES)
  t.true(full.files.some(({ filename }) => filename === attested.filename))
  const over = mergeListing(kept, page(flood), NOW + 1).kept
  t.is(over.files.length, MAX_KEPT_FILES)
  t.is(known(over.files[0]).filename, attested.filename)
})

test('a page without files makes its index no home of the name', async (t) => {
  const world = attestedWorld({})
  await tell(world, [])
  t.deepEqual(await world.store.seenOn(FLASK), [])
  await tell(world, [plain])
  t.deepEqual(await world.store.seenOn(FLASK), [INDEX.url])
})
