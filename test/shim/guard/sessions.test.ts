import { PassThrough } from 'node:stream'
import test from 'ava'
import { MAX_SESSION_MS, sessions, type SessionsWorld } from '../../../shim/guard/sessions.ts'
import { newRun, type OpenRun, type Outcome } from '../../../shim/runs/index.ts'
import { readUpstreamSettings } from '../../../shim/pip-settings/index.ts'
import { parseSha256 } from '../../../src/encoding/index.ts'
import { parseProjectName, parseVersion } from '../../../src/python/index.ts'
import { opening } from '../guarded-world.ts'

function releasedSdist(): Outcome {
  const [project, version, sha256] = [parseProjectName('x'), parseVersion('1'), parseSha256('a'.repeat(64))]
  if (project === null || version === null || sha256 === null) throw new TypeError('not an artifact')
  const place = {
    channel: 'index',
    index: null,
    location: 'https://f.example/x',
    namedByUser: false,
  } as const
  const policy = { name: 'p', version: 1, digest: 'd', at: null }
  const rest = { ref: 'r', policy, rule: 'r', exception: null, reasons: [], facts: [], fromCache: false }
  return {
    by: 'daemon',
    decision: 'warn',
    artifact: { kind: 'sdist', ...place, project, version, filename: 'x-1.tar.gz', sha256, size: 1 },
    verdict: { decision: 'warn', code: 'TC0000', ...rest },
  }
}

function runOf(ended: AbortSignal): OpenRun {
  const request = opening()
  const settings = readUpstreamSettings({ ...request, builtInIndex: null })
  const start = { pins: new Map(), locks: { namedFor: () => [] }, requirements: [], standing: true }
  return newRun(request, settings, { ...start, now: 0, ended })
}

function world(changes: Partial<SessionsWorld> = {}): SessionsWorld & { closed: OpenRun[] } {
  const closed: OpenRun[] = []
  return {
    closed,
    open: async (ended) => runOf(ended),
    close: async (run) => void closed.push(run),
    changed: () => undefined,
    clock: () => 0,
    quietMs: 1,
    ...changes,
  }
}

/** Resolves when the run's session is over. */
const over = (run: OpenRun): Promise<void> =>
  new Promise((resolve) => run.ended.addEventListener('abort', () => resolve(), { once: true }))

test('connections that are open together share a run; it ends after the last one, and is closed once', async (t) => {
  const told = world()
  const all = sessions(told)
  const [one, two] = [new PassThrough(), new PassThrough()]
  const run = await all.runFor(one)
  t.is(await all.runFor(two), run)
  t.is(await all.runFor(one), run)
  one.destroy()
  two.destroy()
  await over(run)
  t.deepEqual(told.closed, [run])
  t.is(all.size(), 0)
  t.not(await all.runFor(new PassThrough()), run)
})

test('a session takes no connections after its time, and goes on for those that it has', async (t) => {
  let now = 0
  const all = sessions(world({ clock: () => now }))
  const run = await all.runFor(new PassThrough())
  now = MAX_SESSION_MS
  t.is(await all.runFor(new PassThrough()), run)
  now += 1
  t.not(await all.runFor(new PassThrough()), run)
  t.false(run.ended.aborted)
  t.is(all.size(), 2)
})

test('settings that can’t be used refuse a connection, and are read anew for the next', async (t) => {
  let fails = true
  const open = async (ended: AbortSignal): Promise<OpenRun> => {
    if (fails) throw new Error('socks')
    return runOf(ended)
  }
  const all = sessions(world({ open }))
  await t.throwsAsync(all.runFor(new PassThrough()), { message: 'socks' })
  fails = false
  await t.notThrowsAsync(all.runFor(new PassThrough()))
})

test('renewed, the next connection has a run of its own; ended, all are over', async (t) => {
  const all = sessions(world())
  const run = await all.runFor(new PassThrough())
  all.renew()
  const next = await all.runFor(new PassThrough())
  t.not(next, run)
  const both = [over(run), over(next)]
  all.end()
  await Promise.all(both)
  t.is(all.size(), 0)
})

test('a guard’s run is served without a hello, and counts as tainted once a source distribution went out', (t) => {
  const run = runOf(new AbortController().signal)
  t.true(run.isWitnessed())
  t.false(run.asRun().tainted)
  run.ledger.record(releasedSdist())
  t.true(run.asRun().tainted)
})
