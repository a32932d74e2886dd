import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import { acquireLock } from '../../src/files/index.ts'
import { isStale, rootNotices, type TrustRootView } from '../../src/sources/index.ts'
import { writeRefreshState, type RefreshState } from '../../src/sources/roots/refresh-state.ts'
import { parseTrustedRoot, readSeed, STAGING } from '../../src/trust/index.ts'
import { LIB, scratchSources } from './scratch.ts'
import { DAY, FIRST, FIRST_DIGEST, known, NOW, SECOND, tufHome } from './tuf-home.ts'

const PUBLIC = 'sigstore-public'

/** What a refresh left that ended under root `version`. */
function taken(version: number, trustedRoot: Uint8Array): RefreshState {
  const nothing = Buffer.of()
  return {
    root: { bytes: nothing, version },
    taken: {
      timestamp: nothing,
      snapshot: nothing,
      targets: nothing,
      trustedRoot,
      versions: { root: version, timestamp: 1, snapshot: 1, targets: 7 },
      expiresAt: NOW + DAY,
      at: NOW,
      where: 'https://tuf.example/',
    },
    failed: null,
  }
}

async function publicAfter(t: ExecutionContext, state: RefreshState): Promise<TrustRootView> {
  const { sources, paths } = await scratchSources(t)
  await writeRefreshState({ ...paths, lib: LIB }, PUBLIC, state)
  return known((await sources.loadTrust()).roots.find(({ name }) => name === PUBLIC))
}

test('what was refreshed is in force, unless what is shipped is of a newer root', async (t) => {
  t.like(await publicAfter(t, taken(16, known(FIRST))), { from: 'refreshed', digest: FIRST_DIGEST })
  t.like(await publicAfter(t, taken(15, known(FIRST))), { from: 'shipped', targetsVersion: null })
})

test('a refreshed root that can’t be read gives way to the shipped one, and is named', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await writeRefreshState({ ...paths, lib: LIB }, PUBLIC, taken(16, Buffer.from('{}')))
  const { trust, roots, problems } = await sources.loadTrust()
  t.is(trust.sigstore.length, 1)
  t.is(roots[0]?.from, 'shipped')
  t.is(problems.length, 1)
})

test('a pinned root stays through an upgrade that ships another one', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const places = { ...paths, lib: LIB }
  await writeRefreshState(places, PUBLIC, taken(16, known(FIRST)))
  await sources.pinRoot(PUBLIC, FIRST_DIGEST)
  await writeRefreshState(places, PUBLIC, taken(15, known(SECOND)))
  t.like((await sources.loadTrust()).roots[0], { from: 'pinned', digest: FIRST_DIGEST })
})

test('a pin whose root was changed leaves the instance out, with words', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const { roots } = await sources.loadTrust()
  await sources.pinRoot(PUBLIC, known(roots[0]).digest)
  await writeFile(join(paths.trustRootsDir, PUBLIC, 'pinned_root.json'), known(FIRST), { mode: 0o600 })
  const after = await sources.loadTrust()
  t.deepEqual(after.trust.sigstore, [])
  t.is(after.rootProblems.length, 1)
})

for (const text of ['{', '[]', '{"pin":"abc"}', '{"unknown":1}', '{"tuf":1}', '{"tuf":"a","tuf":"b"}']) {
  test(`settings of an instance that can’t be used leave it out: ${text}`, async (t) => {
    const home = await tufHome(t)
    await writeFile(join(home.paths.trustRootsDir, 'acme/instance.json'), text, { mode: 0o600 })
    const { trust, rootProblems } = await home.sources.loadTrust()
    t.is(trust.sigstore.length, 1)
    t.is(rootProblems.length, 1)
  })
}

test('staging is shipped in a form that is read, and is trusted only where somebody adds it', async (t) => {
  const seed = readSeed(STAGING, await readFile(join(LIB, 'src/trust/staging-seed.json')))
  t.true(parseTrustedRoot(STAGING, seed.trustedRoot).authorities.length > 0)
  const { sources } = await scratchSources(t)
  t.is((await sources.loadTrust()).trust.sigstore.length, 1)
  await sources.addRoot(STAGING, { kind: 'shipped', repository: null })
  t.deepEqual((await sources.loadTrust()).trust.sigstore.map(({ name, digest }) => [name, digest]).at(-1), [
    STAGING,
    sha256Of(seed.trustedRoot),
  ])
})

test('a stale root still verifies, and says so: from the second on that its metadata expires', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  const view = await home.view()
  t.false(isStale(view, NOW + 7 * DAY - 1))
  t.deepEqual(rootNotices([view], NOW + 7 * DAY - 1), [])
  t.true(isStale(view, NOW + 7 * DAY))
  t.is(rootNotices([view], NOW + 7 * DAY).length, 1)
  t.is((await home.sources.loadTrust()).trust.sigstore.length, 2)
})

test('an update that merely could not be had is no notice', async (t) => {
  const home = await tufHome(t, { fetch: () => Promise.reject(new TypeError('fetch failed')) })
  await home.refresh()
  const view = await home.view()
  t.is(view.failed?.code, 'unreachable')
  t.deepEqual(rootNotices([view], NOW), [])
})

test('an instance that is being refreshed is not changed under it', async (t) => {
  const home = await tufHome(t)
  const lock = known((await acquireLock(join(home.paths.trustStateDir, 'acme.lock'))) ?? undefined)
  const busy = { code: 'trust-root' }
  await t.throwsAsync(home.sources.removeRoot('acme'), busy)
  await t.throwsAsync(home.sources.addRoot('acme', { kind: 'file', trustedRoot: known(FIRST) }), busy)
  await t.throwsAsync(home.sources.pinRoot('acme', null), busy)
  await lock.release()
  t.true(await home.sources.removeRoot('acme'))
})

test('nothing but adding it makes staging, or a name that nobody configured, trusted', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const seed = readSeed(STAGING, await readFile(join(LIB, 'src/trust/staging-seed.json')))
  const missing = { code: 'missing' }
  await t.throwsAsync(sources.pinRoot(STAGING, sha256Of(seed.trustedRoot)), missing)
  await t.throwsAsync(sources.pinRoot('stranger', FIRST_DIGEST), missing)
  const how = { now: NOW, from: paths.config, signal: new AbortController().signal }
  await t.throwsAsync(sources.refreshRoot(STAGING, how), missing)
  await sources.pinRoot(STAGING, null)
  const { roots, problems } = await sources.loadTrust()
  t.deepEqual(
    roots.map(({ name }) => name),
    [PUBLIC],
  )
  t.deepEqual(problems, [])
})
