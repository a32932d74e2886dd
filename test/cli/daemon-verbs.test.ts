import test from 'ava'
import { fakeDaemon, POLICY } from './fake-daemon.ts'
import { fakeInterceptor } from './fake-interceptor.ts'
import { scratch } from './trustctl.ts'

const NO_INTERCEPTOR = { stopped: false, ended: true }
/** More than any system gives to a process. */
const NO_PROCESS = 2 ** 30

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
  t.deepEqual(await json('down'), {
    code: 0,
    value: { stopped: true, ended: true, interceptor: NO_INTERCEPTOR },
  })
  t.deepEqual(await json('down', '--now'), {
    code: 0,
    value: { stopped: true, ended: true, interceptor: NO_INTERCEPTOR },
  })
  const stops = asked.flatMap((request) => (request.type === 'stop' ? [request.drain] : []))
  t.deepEqual(stops, [true, false])
})

test('down stops a daemon of another version too', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { version: '9.9.9' })
  t.deepEqual(await json('down'), {
    code: 0,
    value: { stopped: true, ended: true, interceptor: NO_INTERCEPTOR },
  })
})

test('down without a daemon is no error', async (t) => {
  const { json } = await scratch(t)
  t.deepEqual(await json('down'), {
    code: 0,
    value: { stopped: false, ended: true, interceptor: NO_INTERCEPTOR },
  })
})

test('down ends the interceptor too, also where no daemon runs', async (t) => {
  const { cli, json, call } = await scratch(t)
  const { asked } = await fakeInterceptor(t, cli.paths, `{"version":"9.9.9","pid":${NO_PROCESS},"runs":0}`)
  t.deepEqual(await json('down'), {
    code: 0,
    value: { stopped: false, ended: true, interceptor: { stopped: true, ended: true } },
  })
  t.deepEqual(asked, ['GET /v1/version', 'POST /v1/stop'])
  t.is((await call('down')).out, 'the daemon was not running\nthe interceptor has ended')
})

test('down does not wait for what answers as no interceptor does', async (t) => {
  const { cli, json } = await scratch(t)
  const fake = await fakeInterceptor(t, cli.paths, '')
  for (const words of ['{"version":"0.1.0","pid":-1}', '{"version":"0.1.0","pid":"1"}', '[]', 'no JSON']) {
    fake.answer(words)
    t.like(await json('down'), { code: 0, value: { interceptor: NO_INTERCEPTOR } }, words)
  }
})
