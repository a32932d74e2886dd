import test from 'ava'
import { fakeDaemon, POLICY } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

test('up says what runs; one that ran before was not started', async (t) => {
  const { cli, call, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, {})
  t.like(await json('up'), {
    code: 0,
    value: { started: false, policy: POLICY, server: { version: '0.1.0' } },
  })
  const { out } = await call('up')
  t.regex(out, /runs already: version 0\.1\.0, pid \d+/)
})

test('up fails with words where the daemon can not start', async (t) => {
  const { call, json } = await scratch(t)
  const { code, out, err } = await call('up')
  t.is(code, 1)
  t.is(out, '')
  t.regex(err, /^trustctl: .+\n {2}try {2}/)
  t.like(await json('up'), { code: 1, value: { error: { code: 'unreachable' } } })
})

test('down asks the daemon to drain, or not with --now', async (t) => {
  const { cli, json } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, {})
  t.deepEqual(await json('down'), { code: 0, value: { stopped: true, ended: true } })
  t.deepEqual(await json('down', '--now'), { code: 0, value: { stopped: true, ended: true } })
  const stops = asked.flatMap((request) => (request.type === 'stop' ? [request.drain] : []))
  t.deepEqual(stops, [true, false])
})

test('down stops a daemon of another version too', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { version: '9.9.9' })
  t.deepEqual(await json('down'), { code: 0, value: { stopped: true, ended: true } })
})

test('down without a daemon is no error', async (t) => {
  const { json } = await scratch(t)
  t.deepEqual(await json('down'), { code: 0, value: { stopped: false, ended: true } })
})
