import test, { type ExecutionContext } from 'ava'
import { refreshTrustLater, type TrustRefresher } from '../../src/daemon/refresh-trust.ts'
import { DAY, FIRST_DIGEST, NOW, REPOSITORY, tufHome } from '../sources/tuf-home.ts'
import { fetchFrom } from '../world/tuf/index.ts'
import { LIB, runningDaemon } from './running-daemon.ts'
import { NO_REFRESH, writeRefreshState } from '../../src/sources/roots/refresh-state.ts'
import type { Fetch } from '../../src/sources/index.ts'

interface Refreshing {
  readonly refresher: TrustRefresher
  readonly entries: { readonly level: string; readonly message: string }[]
  readonly asked: string[]
  reloads(): number
  setNow(seconds: number): void
  setWanted(wanted: boolean): void
  loseSettings(): void
  view(name: string): Promise<unknown>
}

/** A refresher over a home whose private instance answers by `fetch`; the public one answers nothing. */
async function refreshing(t: ExecutionContext, answer?: Fetch): Promise<Refreshing> {
  const asked: string[] = []
  const entries: { level: string; message: string }[] = []
  let now = NOW
  let wanted = true
  let settingsKnown = true
  let reloads = 0
  const served: { fetch: Fetch } = { fetch: () => Promise.reject(new TypeError('fetch failed')) }
  const home = await tufHome(t, {
    fetch: (url, init) => {
      asked.push(url)
      return served.fetch(url, init)
    },
  })
  served.fetch = answer ?? fetchFrom(REPOSITORY, home.world.files)
  const refresher = refreshTrustLater({
    sources: home.sources,
    clock: () => now,
    log: { write: (level, message) => entries.push({ level, message }) },
    keeper: {
      current: () => ({ settingsKnown, settings: { refreshTrust: wanted } }),
      reload: () => {
        reloads += 1
        return Promise.resolve()
      },
    },
  })
  t.teardown(() => refresher.close())
  return {
    refresher,
    entries,
    asked,
    reloads: () => reloads,
    setNow: (seconds) => (now = seconds),
    setWanted: (value) => (wanted = value),
    loseSettings: () => (settingsKnown = false),
    view: async (name) => (await home.sources.loadTrust()).roots.find((root) => root.name === name),
  }
}

test('what is due is refreshed and put in force; what can’t be had is told and left for a day', async (t) => {
  const world = await refreshing(t)
  await world.refresher.look()
  t.is(world.reloads(), 1)
  t.like(await world.view('acme'), { digest: FIRST_DIGEST, refreshedAt: NOW })
  t.like(await world.view('sigstore-public'), { from: 'shipped', failed: { code: 'unreachable', at: NOW } })
  t.deepEqual(
    world.entries.map(({ level }) => level),
    ['info', 'info'],
  )
  const before = world.asked.length
  world.setNow(NOW + DAY - 1)
  await world.refresher.look()
  t.is(world.asked.length, before)
  world.setNow(NOW + DAY)
  await world.refresher.look()
  t.true(world.asked.length > before)
  t.is(world.reloads(), 2)
})

test('an update that is refused for what it is stands in the log as a warning, and changes nothing', async (t) => {
  const world = await refreshing(t, () => Promise.resolve(new Response('{}')))
  await world.refresher.look()
  t.is(world.reloads(), 0)
  t.deepEqual(
    world.entries.map(({ level }) => level),
    ['warn', 'warn'],
  )
  t.like(await world.view('sigstore-public'), { from: 'shipped', failed: { code: 'malformed' } })
})

test('nothing is asked where the person does not want it', async (t) => {
  const world = await refreshing(t)
  world.setWanted(false)
  await world.refresher.look()
  t.deepEqual(world.asked, [])
  world.setWanted(true)
  world.loseSettings()
  await world.refresher.look()
  t.deepEqual(world.asked, [])
})

test('closing ends a refresh that is under way, and the rest is not begun', async (t) => {
  const begun = Promise.withResolvers<void>()
  const world = await refreshing(t, (_, init) => {
    begun.resolve()
    return new Promise((_resolve, reject) =>
      init.signal?.addEventListener('abort', () => reject(new Error('it was ended'))),
    )
  })
  const looking = world.refresher.look()
  await begun.promise
  await world.refresher.close()
  await looking
  t.is(world.asked.length, 1)
  await world.refresher.look()
  t.is(world.asked.length, 1)
})

test('a clock that was ahead does not put the next refresh off', async (t) => {
  const world = await refreshing(t)
  world.setNow(NOW + DAY)
  await world.refresher.look()
  world.setNow(NOW)
  const before = world.asked.length
  await world.refresher.look()
  t.true(world.asked.length > before)
})

test('an update that trustctl was refused is in the daemon’s log too, once it reloads', async (t) => {
  const { daemon, entries, paths } = await runningDaemon(t)
  const state = { at: NOW, code: 'rolled-back', words: 'it is older', where: REPOSITORY } as const
  await writeRefreshState({ ...paths, lib: LIB }, 'sigstore-public', { ...NO_REFRESH, failed: state })
  await daemon.reload()
  t.true(entries.some(({ level, message }) => level === 'warn' && message.includes('TC2602')))
})
