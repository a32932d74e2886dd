import test from 'ava'
import { hotStore, memoryStore, type KeptListing } from '../../src/store/index.ts'
import { MAX_LISTING_BYTES } from '../../src/store/listings-part.ts'
import { attestedEntry, github, listedFile } from './samples.ts'
import { alter, FLASK, INDEX, listing, project, scratchFile, withStore } from './scratch-store.ts'

test('keeps listings, and tells on which indexes a project was seen', async (t) => {
  const store = memoryStore()
  t.is(await store.listing(INDEX, FLASK), null)
  await store.keepListing(listing())
  await store.keepListing(listing({ index: 'https://private.example/simple/' }))
  t.deepEqual(await store.listing(INDEX, FLASK), listing())
  t.deepEqual(await store.seenOn(FLASK), [
    'https://packages.example/simple/',
    'https://private.example/simple/',
  ])
  t.deepEqual(await store.seenOn(project('other')), [])
})

test('a listing that was altered counts as never seen', async (t) => {
  const path = await scratchFile(t)
  await withStore(path, async (store) => await store.keepListing(listing()))
  alter(path, `UPDATE listings SET content = replace(content, 'true', 'false')`)
  t.is(await withStore(path, async (store) => await store.listing(INDEX, FLASK)), null)
})

test('a listing that says nothing new is not written again, and what changed always is', async (t) => {
  const below = memoryStore()
  const written: KeptListing[] = []
  const store = hotStore({
    ...below,
    keepListing: (each) => (written.push(each), below.keepListing(each)),
    listing: (...args) => below.listing(...args),
  })
  const first = listing()
  await store.keepListing(first)
  await store.keepListing({ ...first, lastListedAt: 10 + 86_399 })
  t.is(written.length, 1)
  await store.keepListing({ ...first, lastListedAt: 10 + 86_400 })
  await store.keepListing({ ...first, status: { status: 'quarantined', why: null } })
  await store.keepListing({ ...first, files: [...first.files] })
  t.is(written.length, 4)
  t.deepEqual(await store.listing(INDEX, FLASK), await below.listing(INDEX, FLASK))
})

test('a listing that could not be written is not kept in memory either', async (t) => {
  const store = hotStore({ ...memoryStore(), keepListing: () => Promise.reject(new Error('full')) })
  await t.throwsAsync(store.keepListing(listing()))
  t.is(await store.listing(INDEX, FLASK), null)
})

test('listings in memory are bounded by their files together', async (t) => {
  const below = memoryStore()
  let asked = 0
  const store = hotStore(
    { ...below, listing: (...args) => ((asked += 1), below.listing(...args)) },
    { maxFiles: 4 },
  )
  await store.keepListing(listing())
  await store.keepListing(listing({ project: project('two') }))
  await store.listing(INDEX, FLASK)
  t.is(asked, 0)
  await store.keepListing(listing({ project: project('three') }))
  await store.listing(INDEX, project('two'))
  t.is(asked, 1)
})

test('at the limit a listing is kept whole; beyond it, what was attested stays longest', async (t) => {
  const store = memoryStore()
  const attested = { ...listedFile(), firstSeenAt: 10, everAttested: true }
  const bare = { ...attested, attested: false, everAttested: false }
  const each = sizeOf([attested, bare]) - sizeOf([attested])
  const most = Math.floor((MAX_LISTING_BYTES - sizeOf([attested])) / each)
  const fitting = [attested, ...Array.from({ length: most }, () => bare)]
  await store.keepListing(listing({ files: fitting }))
  t.is((await store.listing(INDEX, FLASK))?.files.length, most + 1)
  await store.keepListing(listing({ files: [...fitting, bare] }))
  t.deepEqual((await store.listing(INDEX, FLASK))?.files, [attested])
})

test('what is in memory of a project follows every change', async (t) => {
  const below = memoryStore()
  let asked = 0
  const store = hotStore({
    ...below,
    publishers: (name) => ((asked += 1), below.publishers(name)),
    seenOn: (name) => ((asked += 1), below.seenOn(name)),
  })
  t.deepEqual([await store.publishers(FLASK), await store.seenOn(FLASK)], [[], []])
  t.deepEqual([await store.publishers(FLASK), await store.seenOn(FLASK)], [[], []])
  t.is(asked, 2)
  const who = { index: INDEX, project: FLASK, publisher: github(), lines: ['3'], version: '3.1' } as const
  const remembered = { ...who, firstSeenAt: 1, by: 'first-use' } as const
  await store.record(attestedEntry({ publishers: [remembered] }))
  t.deepEqual(await store.publishers(FLASK), [remembered])
  await store.rememberPublisher({ ...remembered, by: 'person' })
  t.deepEqual(await store.publishers(FLASK), [{ ...remembered, by: 'person' }])
  await store.forgetPublisher(remembered)
  t.deepEqual(await store.publishers(FLASK), [])
  await store.keepListing(listing())
  t.deepEqual(await store.seenOn(FLASK), [INDEX])
})

function sizeOf(files: KeptListing['files']): number {
  return JSON.stringify(listing({ files })).length
}
