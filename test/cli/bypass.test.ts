import test from 'ava'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

const NOW = 1_790_000_000
const BYPASS = { reason: 'incident 77', by: 'dana', from: NOW - 60, until: NOW + 3000 }

test('a bypass is begun with its reason and its end, and ended', async (t) => {
  const { cli, json } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, {})
  t.deepEqual(await json('bypass', '--reason', 'incident 77', '--for', '30m'), {
    code: 0,
    value: { bypass: { reason: 'incident 77', by: 'tester', from: NOW, until: NOW + 1800 } },
  })
  t.like(await json('bypass', '--reason', 'incident 77'), { value: { bypass: { until: NOW + 3600 } } })
  t.like(await json('bypass', '--reason', 'incident 77', '--for', '24h'), {
    value: { bypass: { until: NOW + 24 * 3600 } },
  })
  t.deepEqual(await json('bypass', '--end'), { code: 0, value: { bypass: null } })
  t.like(asked.at(-1), { type: 'bypass', actor: 'tester', bypass: null })
})

test('without options it says whether one is in force', async (t) => {
  const { cli, json, call } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { status: { bypass: BYPASS } })
  t.deepEqual(await json('bypass'), { code: 0, value: { bypass: BYPASS } })
  t.regex((await call('bypass')).out, /^BYPASSED until .*incident 77/)
})

test('too long, without a reason, or both begun and ended: usage, and the daemon is not asked', async (t) => {
  const { cli, json } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, {})
  for (const args of [
    ['--for', '1h'],
    ['--reason', 'x', '--for', '25h'],
    ['--reason', 'x', '--for', '1441m'],
    ['--reason', 'x', '--for', '1d'],
    ['--reason', 'x', '--for', '0h'],
    ['--reason', 'x', '--for', '60'],
    ['--reason', ''],
    ['--end', '--reason', 'x'],
  ])
    t.like(await json('bypass', ...args), { code: 2, value: { error: { code: 'usage' } } }, args.join(' '))
  t.false(asked.some(({ type }) => type === 'bypass'))
})

test('where the policy allows none, its words are shown and the code is that of a refusal', async (t) => {
  const { cli, json, call } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { noBypass: 'the policy `ours` is built on `strict`' })
  t.like(await json('bypass', '--reason', 'x'), { code: 20, value: { error: { code: 'refused' } } })
  t.true((await call('bypass', '--reason', 'x')).err.includes('is built on `strict`'))
})

test('status is loud about it, and no guarded shell counts as proven meanwhile', async (t) => {
  const { cli, json, call } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { status: { bypass: BYPASS } })
  t.like(await json('status'), { code: 25, value: { bypass: BYPASS } })
  t.regex((await call('status')).out, /^BYPASS .*\n.*incident 77/m)
})
