import test from 'ava'
import { rootNotices } from '../../src/sources/index.ts'
import { createTufWorld, fetchFrom, tufKey } from '../world/tuf/index.ts'
import { DAY, FIRST, known, NOW, refuses, REPOSITORY, SECOND, SECOND_DIGEST, tufHome } from './tuf-home.ts'

/** A home that is up to date with the first trusted root. */
async function current(t: Parameters<typeof tufHome>[0]) {
  const home = await tufHome(t)
  await home.refresh()
  return home
}

test('rollback: an older timestamp is refused, and told', async (t) => {
  const home = await current(t)
  const old = home.world.copy()
  home.world.publish({ trustedRoot: known(SECOND) })
  await home.refresh()
  for (const [path, bytes] of old) home.world.files.set(path, bytes)
  await refuses(t, home, 'rolled-back')
  const notices = rootNotices([await home.view()], NOW)
  t.is(notices.length, 1)
  t.regex(known(notices[0]), /TC2602/)
  t.is((await home.view()).digest, SECOND_DIGEST)
})

for (const role of ['snapshot', 'targets'] as const) {
  test(`rollback: an older ${role} under a newer timestamp is refused`, async (t) => {
    const home = await current(t)
    home.world.publish()
    await home.refresh()
    home.world.publish({ trustedRoot: known(SECOND), versions: { [role]: 1 } })
    await refuses(t, home, 'rolled-back')
  })
}

test('rollback: an old root under a new name is refused', async (t) => {
  const home = await current(t)
  home.world.files.set('2.root.json', home.world.firstRoot)
  await refuses(t, home, 'rolled-back')
})

test('a root that leaves a version out is refused', async (t) => {
  const home = await current(t)
  home.world.rotate({ version: 3 })
  await refuses(t, home, 'mixed')
})

test('freeze: an expired timestamp is refused, old or new', async (t) => {
  const home = await current(t)
  await refuses(t, home, 'frozen', { now: NOW + 8 * DAY })
  home.world.publish({ trustedRoot: known(SECOND), expires: { timestamp: NOW + 8 * DAY - 1 } })
  await refuses(t, home, 'frozen', { now: NOW + 8 * DAY })
  t.regex(known(rootNotices([await home.view()], NOW)[0]), /TC2603/)
})

test('freeze: to the second', async (t) => {
  const home = await tufHome(t)
  await refuses(t, home, 'frozen', { now: NOW + 7 * DAY })
  t.like(await home.refresh({ now: NOW + 7 * DAY - 1 }), { outcome: 'updated' })
})

for (const role of ['snapshot', 'targets'] as const) {
  test(`freeze: an expired ${role} is refused`, async (t) => {
    const home = await current(t)
    home.world.publish({ trustedRoot: known(SECOND), expires: { [role]: NOW - 1 } })
    await refuses(t, home, 'frozen')
  })
}

test('freeze: an expired newest root is refused', async (t) => {
  const home = await current(t)
  home.world.rotate({ expires: NOW - 1 })
  await refuses(t, home, 'frozen')
})

for (const role of ['snapshot', 'targets'] as const) {
  test(`mix and match: signed ${role} under another’s version are refused`, async (t) => {
    const home = await tufHome(t, { hashed: false })
    await home.refresh()
    home.world.publish({ trustedRoot: known(SECOND) })
    home.world.publish()
    home.world.files.set(`3.${role}.json`, known(home.world.files.get(`2.${role}.json`)))
    await refuses(t, home, 'mixed')
  })
}

test('mix and match: a snapshot of another state is refused', async (t) => {
  const home = await tufHome(t, { consistent: false })
  await home.refresh()
  const old = home.world.copy()
  home.world.publish({ trustedRoot: known(SECOND) })
  home.world.files.set('snapshot.json', known(old.get('snapshot.json')))
  await refuses(t, home, 'tampered')
})

test('mix and match: targets of another state are refused', async (t) => {
  const home = await tufHome(t, { consistent: false })
  await home.refresh()
  const old = home.world.copy()
  home.world.publish({ trustedRoot: known(SECOND) })
  home.world.files.set('targets.json', known(old.get('targets.json')))
  await refuses(t, home, 'tampered')
})

test('a root that too few of its keys signed is refused', async (t) => {
  const home = await current(t)
  home.world.rotate({ signers: home.world.keys().root.slice(0, 1) })
  await refuses(t, home, 'unsigned')
})

test('a root that only its own new keys signed is refused', async (t) => {
  const home = await current(t)
  const root = [tufKey(), tufKey()]
  home.world.rotate({ keys: { root }, signers: root })
  await refuses(t, home, 'unsigned')
})

test('a root that only the old keys signed is refused', async (t) => {
  const home = await current(t)
  home.world.rotate({ keys: { root: [tufKey(), tufKey()] }, signers: home.world.keys().root })
  await refuses(t, home, 'unsigned')
})

for (const role of ['timestamp', 'snapshot', 'targets'] as const) {
  test(`${role} metadata by another role’s key, a stranger or nobody is refused`, async (t) => {
    const home = await current(t)
    const other = home.world.keys()[role === 'targets' ? 'snapshot' : 'targets']
    home.world.publish({ trustedRoot: known(SECOND), signers: { [role]: other } })
    await refuses(t, home, 'unsigned')
    home.world.publish({ signers: { [role]: [tufKey()] } })
    await refuses(t, home, 'unsigned')
    home.world.publish({ signers: { [role]: [] } })
    await refuses(t, home, 'unsigned')
  })
}

test('a whole other repository is refused', async (t) => {
  const home = await current(t)
  const other = createTufWorld({ trustedRoot: known(SECOND), now: NOW })
  other.publish()
  for (const [path, bytes] of other.files) home.world.files.set(path, bytes)
  await refuses(t, home, 'unsigned')
})

test('a tampered target is refused', async (t) => {
  const home = await current(t)
  home.world.publish({ trustedRoot: known(SECOND) })
  const path = `targets/${SECOND_DIGEST}.trusted_root.json`
  const bytes = Buffer.from(known(home.world.files.get(path)))
  bytes[bytes.length - 3] = 0x20
  home.world.files.set(path, bytes)
  await refuses(t, home, 'tampered')
  home.world.files.set(path, bytes.subarray(1))
  await refuses(t, home, 'tampered')
})

test('a target that is signed and can’t be read as a trusted root is refused', async (t) => {
  const home = await current(t)
  for (const text of ['{', '[]', '{"mediaType":"application/json"}', `{"a":1,"a":2}`]) {
    home.world.publish({ trustedRoot: Buffer.from(text) })
    await refuses(t, home, 'malformed')
  }
})

test('a trusted root that vouches for nobody is refused', async (t) => {
  const home = await current(t)
  const mediaType = 'application/vnd.dev.sigstore.trustedroot+json;version=0.1'
  home.world.publish({ trustedRoot: Buffer.from(JSON.stringify({ mediaType })) })
  await refuses(t, home, 'malformed')
})

test('targets without a trusted root, or without a sha256 of it, are refused', async (t) => {
  const home = await current(t)
  home.world.publish({ target: 'other.json' })
  await refuses(t, home, 'no-target')
  home.world.publish({ hashes: {} })
  await refuses(t, home, 'no-target')
  home.world.publish({ hashes: { md5: '0'.repeat(32) } })
  await refuses(t, home, 'no-target')
  home.world.publish({ hashes: { sha256: '../../timestamp.json' } })
  await refuses(t, home, 'no-target')
})

test('a pinned instance takes no other trusted root', async (t) => {
  const home = await current(t)
  const { digest } = await home.view()
  await home.sources.pinRoot('acme', digest)
  t.like(await home.refresh(), { outcome: 'unchanged' })
  home.world.publish({ trustedRoot: known(SECOND) })
  await refuses(t, home, 'pinned')
  t.regex(known(rootNotices([await home.view()], NOW)[0]), /TC2605/)
  await home.sources.pinRoot('acme', null)
  t.like(await home.refresh(), { outcome: 'updated', digest: SECOND_DIGEST })
})

test('nothing of a refused repository is asked for again as if it were known', async (t) => {
  const home = await tufHome(t)
  const evil = createTufWorld({ trustedRoot: known(FIRST), now: NOW })
  const asked: string[] = []
  const fetch = fetchFrom(REPOSITORY, evil.files, asked)
  const other = await tufHome(t, { fetch })
  await refuses(t, other, 'unsigned')
  t.deepEqual(asked, ['2.root.json', 'timestamp.json'])
  t.like(await home.refresh(), { outcome: 'updated' })
})
