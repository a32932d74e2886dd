import { stat } from 'node:fs/promises'
import test from 'ava'
import { MAX_CALL_BYTES } from '../../../shim/runs/parse-call.ts'
import { guardedWorld, opening } from '../guarded-world.ts'

test('the socket is private, and says which interceptor listens', async (t) => {
  const { paths, call } = await guardedWorld(t)
  t.is((await stat(paths.shimSocket)).mode & 0o777, 0o600)
  t.is((await stat(paths.run)).mode & 0o777, 0o700)
  const { status, body } = await call('GET', '/v1/version')
  t.deepEqual({ status, body }, { status: 200, body: { version: '1.0.0', pid: process.pid, runs: 0 } })
})

test('a run is open for as long as its connection is', async (t) => {
  const { call, open } = await guardedWorld(t)
  const run = await open()
  t.is((await call('GET', '/v1/version')).body.runs, 1)
  await run.hangUp()
  t.is((await call('GET', '/v1/version')).body.runs, 0)
})

for (const [name, path, body] of [
  ['no JSON', '/v1/runs', 'x'],
  ['another version', '/v1/runs', { ...opening(), v: 2 }],
  ['a relative folder', '/v1/runs', { ...opening(), cwd: 'here' }],
  ['arguments that are no texts', '/v1/runs', { ...opening(), argv: [1] }],
  ['a NUL in the environment', '/v1/runs', { ...opening(), env: { A: '\0' } }],
  ['no Python', '/v1/runs', { ...opening(), python: null }],
] as const) {
  test(`a call with ${name} is refused`, async (t) => {
    const { call } = await guardedWorld(t)
    const answer = await call('POST', path, typeof body === 'string' ? [body] : body)
    t.is(answer.status, 400)
    t.is(answer.body.code, 'malformed')
  })
}

test('calls about a run need its token; unknown ones are told so', async (t) => {
  const { call, open } = await guardedWorld(t)
  const { reply } = await open()
  for (const path of ['hello', 'judge', 'event', 'close']) {
    t.is((await call('POST', `/v1/runs/${path}`, { v: 1 })).status, 401)
    t.is((await call('POST', `/v1/runs/${path}`, { v: 1 }, `${reply.token}x`)).status, 401)
  }
  t.is((await call('POST', '/v1/runs/other', { v: 1 }, reply.token)).body.code, 'unknown-call')
  // A run asks questions: what lets a canary in is the daemon's own socket.
  for (const path of ['/v1/runs/canary', '/v1/canary'])
    t.is((await call('POST', path, { v: 1 }, reply.token)).body.code, 'unknown-call')
})

test('a body over the limit is refused', async (t) => {
  const { call } = await guardedWorld(t)
  const answer = await call('POST', '/v1/runs', opening({ argv: ['x'.repeat(MAX_CALL_BYTES)] }))
  t.is(answer.body.code, 'too-large')
})

test('settings that cannot be served end the run with words before it begins', async (t) => {
  const { open } = await guardedWorld(t)
  await t.throwsAsync(open({ argv: ['install', '--proxy', 'ftp://x', 'y'] }), {
    code: 'proxy-unsupported',
  })
  await t.throwsAsync(open({ argv: ['install', '--cert', '/nowhere/ca.pem', 'y'] }), { code: 'unreadable' })
})
