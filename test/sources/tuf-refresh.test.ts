import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { acquireLock } from '../../src/files/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { tufKey, writeTree } from '../world/tuf/index.ts'
import { DAY, FIRST_DIGEST, known, NOW, SECOND, SECOND_DIGEST, tufHome } from './tuf-home.ts'

test('the first refresh puts the trusted root in force, 0600', async (t) => {
  const home = await tufHome(t)
  const { trust, problems } = await home.sources.loadTrust()
  t.is(trust.sigstore.length, 1)
  t.is(problems.length, 1)
  const outcome = await home.refresh()
  t.like(outcome, { outcome: 'updated', digest: FIRST_DIGEST, expiresAt: NOW + 7 * DAY })
  t.like(await home.view(), {
    from: 'refreshed',
    digest: FIRST_DIGEST,
    rootVersion: 1,
    targetsVersion: 1,
    expiresAt: NOW + 7 * DAY,
    refreshedAt: NOW,
    failed: null,
  })
  const after = await home.sources.loadTrust()
  t.deepEqual(after.problems, [])
  t.is(after.trust.sigstore.find(({ name }) => name === 'acme')?.digest, FIRST_DIGEST)
  t.is((await stat(join(home.paths.trustStateDir, 'acme.json'))).mode & 0o777, 0o600)
  t.is((await stat(home.paths.trustStateDir)).mode & 0o777, 0o700)
})

test('a second refresh asks for what may be new and no more', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  t.like(await home.refresh({ now: NOW + DAY }), { outcome: 'unchanged', digest: FIRST_DIGEST })
  t.deepEqual(home.asked, ['2.root.json', 'timestamp.json'])
  t.is((await home.view()).refreshedAt, NOW + DAY)
})

test('three roots are followed, each signed by the one before', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  home.world.rotate({ keys: { root: [tufKey(), tufKey()] } })
  home.world.rotate({ keys: { root: [tufKey(), tufKey()], timestamp: [tufKey()], targets: [tufKey()] } })
  home.world.publish({ trustedRoot: known(SECOND) })
  t.like(await home.refresh(), {
    outcome: 'updated',
    digest: SECOND_DIGEST,
    versions: { root: 3, timestamp: 2, snapshot: 2, targets: 2 },
  })
  t.like(await home.view(), { rootVersion: 3, targetsVersion: 2, digest: SECOND_DIGEST })
})

test('an expired known timestamp is no hindrance for a fresh one', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  home.world.publish({ trustedRoot: known(SECOND), expires: { timestamp: NOW + 30 * DAY } })
  t.like(await home.refresh({ now: NOW + 20 * DAY }), { outcome: 'updated', digest: SECOND_DIGEST })
})

test('a repository without consistent snapshots works the same', async (t) => {
  const home = await tufHome(t, { consistent: false })
  t.like(await home.refresh(), { outcome: 'updated', digest: FIRST_DIGEST })
  home.world.publish({ trustedRoot: known(SECOND) })
  t.like(await home.refresh(), { outcome: 'updated', digest: SECOND_DIGEST })
})

test('a folder serves where the network does not', async (t) => {
  const home = await tufHome(t, { fetch: () => Promise.reject(new TypeError('fetch failed')) })
  t.like(await home.refresh(), { outcome: 'refused', code: 'unreachable', reason: 'TC2606' })
  const folder = join(await temporaryFolder(t), 'copy')
  await writeTree(folder, home.world.files)
  t.like(await home.refresh({ from: folder }), { outcome: 'updated', digest: FIRST_DIGEST })
  t.is((await home.view()).failed, null)
})

test('a root that verified is kept even where the rest fails', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  const old = known(home.world.files.get('timestamp.json'))
  home.world.rotate({ keys: { timestamp: [tufKey()] } })
  home.world.files.delete('timestamp.json')
  t.like(await home.refresh(), { outcome: 'refused', code: 'unreachable' })
  // Now the old timestamp, whose key the new root took away, is shown without that root.
  home.world.files.delete('2.root.json')
  home.world.files.set('timestamp.json', old)
  t.like(await home.refresh(), { outcome: 'refused', code: 'unsigned' })
  t.is((await home.view()).digest, FIRST_DIGEST)
})

test('of two refreshes at once one is made', async (t) => {
  const home = await tufHome(t)
  const outcomes = await Promise.all([home.refresh(), home.refresh(), home.refresh()])
  const taken = outcomes.filter(({ outcome }) => outcome === 'updated')
  t.is(taken.length, 1)
  for (const outcome of outcomes) {
    if (outcome.outcome === 'refused') t.is(outcome.code, 'busy')
  }
  t.is((await home.view()).failed, null)
})

test('while another process refreshes, nothing is asked', async (t) => {
  const home = await tufHome(t)
  await mkdir(home.paths.trustStateDir, { recursive: true, mode: 0o700 })
  const lock = known((await acquireLock(join(home.paths.trustStateDir, 'acme.lock'))) ?? undefined)
  t.like(await home.refresh(), { outcome: 'refused', code: 'busy', reason: 'TC2606' })
  t.deepEqual(home.asked, [])
  await lock.release()
  t.like(await home.refresh(), { outcome: 'updated' })
})

test('state that was damaged is begun anew, and said', async (t) => {
  const home = await tufHome(t)
  await home.refresh()
  const file = join(home.paths.trustStateDir, 'acme.json')
  const whole = await readFile(file, 'utf8')
  await writeFile(file, whole.slice(0, whole.length / 2), { mode: 0o600 })
  const { trust, problems } = await home.sources.loadTrust()
  t.is(trust.sigstore.length, 1)
  t.is(problems.length, 1)
  t.like(await home.refresh(), { outcome: 'updated', digest: FIRST_DIGEST })
  t.deepEqual((await home.sources.loadTrust()).problems, [])
})

test('an instance from a file is not refreshed', async (t) => {
  const home = await tufHome(t)
  await home.sources.addRoot('filed', { kind: 'file', trustedRoot: known(SECOND) })
  const how = { now: NOW, from: null, signal: new AbortController().signal }
  await t.throwsAsync(home.sources.refreshRoot('filed', how), { code: 'trust-root' })
})
