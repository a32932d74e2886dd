import test from 'ava'
import { mkdir, writeFile } from 'node:fs/promises'
import { keepRunRefusals } from '../../src/client/index.ts'
import type { DecisionRecord } from '../../src/protocol/index.ts'
import { sampleRefusal, sampleVerdict, sampleWheel } from '../verdict/samples.ts'
import { fakeDaemon } from './fake-daemon.ts'
import { scratch } from './trustctl.ts'

const run = {
  id: '0123456789abcdef',
  context: 'workstation',
  startedAt: 1_790_000_000,
  tainted: false,
} as const
const allowed: DecisionRecord = {
  at: 1_790_000_001,
  run,
  artifact: sampleWheel(),
  verdict: sampleVerdict(),
  circumstances: null,
}
const refused: DecisionRecord = { ...allowed, verdict: sampleRefusal() }

test('without an argument: every decision of the last run, with every fact', async (t) => {
  const { cli, call } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, { why: [allowed, refused] })
  const { code, out } = await call('why')
  t.is(code, 0)
  t.regex(out, /publisher +GitHub pypa\/sampleproject\n +workflow +release\.yml\n +ref +refs\/heads\/main\n/)
  t.regex(out, /log +sigstore-public, index 146404621, entered 2024-11-06T22:37:39Z/)
  t.regex(out, /^ALLOW .*\n[\s\S]*^BLOCK /m)
  t.like(asked.at(-1), { type: 'why', ref: null })
})

test('a reference asks for that decision', async (t) => {
  const { cli, json } = await scratch(t)
  const asked = await fakeDaemon(t, cli.paths.daemonSocket, { why: [refused] })
  const { code, value } = await json('why', 'TC2102-7f3a')
  t.is(code, 0)
  t.like(value, { reason: null, decisions: [{ code: 'TC2102', slug: 'no-attestation', at: 1_790_000_001 }] })
  t.like(asked.at(-1), { type: 'why', ref: 'TC2102-7f3a' })
})

test('a project asks for its decisions of the last run, however its name is written', async (t) => {
  const { cli, call } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { why: [allowed] })
  t.is((await call('why', 'SampleProject')).code, 0)
  t.is((await call('why', 'flask')).code, 3)
})

test('a code is explained without a daemon', async (t) => {
  const { call, json } = await scratch(t)
  const { code, out } = await call('why', 'TC2103')
  t.is(code, 0)
  t.regex(out, /^TC2103 lost-provenance: /)
  t.like(await json('why', 'TC2103'), {
    code: 0,
    value: { reason: { code: 'TC2103', slug: 'lost-provenance' }, decisions: [] },
  })
})

test('a code shows the decisions that had it, where a daemon runs', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { why: [refused] })
  t.like(await json('why', 'TC2102'), { code: 0, value: { decisions: [{ ref: 'TC2102-7f3a' }] } })
})

test('nothing recorded is 3, something unreadable 2', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, {})
  t.like(await json('why'), { code: 3, value: { error: { code: 'nothing' } } })
  t.like(await json('why', 'TC2102-7f3a'), { code: 3, value: { error: { code: 'nothing' } } })
  for (const bad of ['TC9999', 'TC2103-xyz', 'TC2103-', '../x', 'a b', '']) {
    t.like(await json('why', bad), { code: 2, value: { error: { code: 'usage' } } }, bad)
  }
})

const truncated = {
  name: 'foo_bar-1.0.tar.gz',
  sha256: 'a'.repeat(64),
  location: 'https://i.example/foo_bar-1.0.tar.gz',
  finding: { code: 'TC1004', expected: 'a whole gzip stream', found: 'one that is cut off' },
  hint: null,
} as const

test('what was refused before anybody judged it is the last run, where it is the later one', async (t) => {
  const { cli, call, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { why: [allowed] })
  await mkdir(cli.paths.state, { recursive: true, mode: 0o700 })
  await keepRunRefusals(cli.paths.refusalsFile, { at: allowed.at + 1, run: 'later', refusals: [truncated] })
  t.deepEqual(await json('why'), { code: 0, value: { reason: null, decisions: [], refusals: [truncated] } })
  t.regex((await call('why', 'foo.bar')).out, /^BLOCK +foo_bar-1\.0\.tar\.gz .*\n[^]*one that is cut off/)
  t.is((await call('why', 'foo')).code, 3)
  t.like(await json('why', 'TC1004'), { code: 0, value: { refusals: [truncated] } })
})

test('refusals of the same run stand beside its decisions, those of an earlier one do not', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { why: [allowed] })
  await mkdir(cli.paths.state, { recursive: true, mode: 0o700 })
  await keepRunRefusals(cli.paths.refusalsFile, { at: allowed.at - 1, run: run.id, refusals: [truncated] })
  t.like(await json('why'), { value: { decisions: [{ at: allowed.at }], refusals: [truncated] } })
  await keepRunRefusals(cli.paths.refusalsFile, { at: allowed.at - 1, run: 'earlier', refusals: [truncated] })
  t.like(await json('why'), { value: { decisions: [{ at: allowed.at }], refusals: { length: 0 } } })
})

test('a record of refusals that can not be read explains nothing, and hinders nothing', async (t) => {
  const { cli, json } = await scratch(t)
  await fakeDaemon(t, cli.paths.daemonSocket, { why: [allowed] })
  await mkdir(cli.paths.state, { recursive: true, mode: 0o700 })
  for (const text of [
    '',
    '[]',
    '{"at":1}',
    '{"at":2e9,"run":"x","refusals":[1,{"name":1},{}]}',
    '{'.repeat(99),
  ]) {
    await writeFile(cli.paths.refusalsFile, text)
    t.like(await json('why'), { code: 0, value: { decisions: [{ at: allowed.at }] } }, text)
  }
})
