import { mkdir, writeFile } from 'node:fs/promises'
import test from 'ava'
import { ClientError, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { MAX_BYPASS_SECONDS } from '../../src/protocol/index.ts'
import { known, question, RUN } from '../protocol/samples.ts'
import { becomes, openHere, runningDaemon, start } from './running-daemon.ts'

const NOW = 1_790_000_000
const wanted = { reason: 'an outage of the index', by: 'somebody else', from: 0, until: NOW + 60 }

async function plant(paths: HomePaths, preset: string, deny = ''): Promise<void> {
  const rules = deny === '' ? '' : `rules: [ { id: no, match: { project: [${deny}] }, deny: "no" } ]\n`
  const text = `apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nextends: [preset:${preset}]\n${rules}`
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  await writeFile(paths.policyFile, text, { mode: 0o600 })
}

async function bypasses(client: DaemonConnection) {
  const { records } = await client.history({ since: 0, before: null, limit: 100 })
  return records
    .toReversed()
    .flatMap(({ actor, event }) =>
      event.type === 'bypass' ? [[event.action, actor, event.reason, event.until]] : [],
    )
}

test('begins with a reason, warns where the policy refuses, and ends; all of it is recorded', async (t) => {
  const { open } = await runningDaemon(
    t,
    (paths) => plant(paths, 'balanced', 'sampleproject'),
    () => NOW,
  )
  const client = await open()
  t.is((await client.ask(question())).decision, 'block')
  const begun = await client.bypass('dana', wanted)
  t.deepEqual(begun, { ...wanted, by: 'dana', from: NOW })
  t.deepEqual((await client.status()).bypass, begun)
  const passed = await client.ask(question())
  t.is(passed.decision, 'warn')
  t.true(passed.reasons.some(({ code }) => code === 'TC4012'))
  t.is((await client.ask(question({ run: { ...RUN, context: 'ci' } }))).decision, 'block')
  t.is(await client.bypass('eve', null), null)
  t.is((await client.status()).bypass, null)
  t.is((await client.ask(question())).decision, 'block')
  t.is(await client.bypass('eve', null), null)
  t.deepEqual(await bypasses(client), [
    ['began', 'dana', wanted.reason, wanted.until],
    ['ended', 'eve', wanted.reason, NOW],
  ])
  await client.close()
})

test('is refused without a reason, for the past, for longer than a day, and where a layer extends strict or ci', async (t) => {
  const { open, paths } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  const refused = [
    { ...wanted, reason: '  ' },
    { ...wanted, until: NOW },
    { ...wanted, until: NOW + MAX_BYPASS_SECONDS + 1 },
  ]
  for (const each of refused) {
    await t.throwsAsync(client.bypass('dana', each), { instanceOf: ClientError, code: 'refused' })
  }
  t.not(await client.bypass('dana', { ...wanted, until: NOW + MAX_BYPASS_SECONDS }), null)
  await client.bypass('dana', null)
  for (const preset of ['strict', 'ci']) {
    await plant(paths, preset)
    await client.reload()
    await t.throwsAsync(client.bypass('dana', wanted), { instanceOf: ClientError, code: 'refused' })
  }
  await client.close()
})

test('ends when a layer that allows none comes into force', async (t) => {
  const { open, paths } = await runningDaemon(t, undefined, () => NOW)
  const client = await open()
  await client.bypass('dana', wanted)
  await plant(paths, 'strict', 'sampleproject')
  await client.reload()
  t.is((await client.status()).bypass, null)
  t.is((await client.ask(question())).decision, 'block')
  t.deepEqual((await bypasses(client)).at(-1), ['ended', 'trustd', wanted.reason, NOW])
  await client.close()
})

test('ends by time, and that is recorded by itself', async (t) => {
  let now = NOW
  const { open } = await runningDaemon(t, undefined, () => now)
  const client = await open()
  await client.bypass('dana', { ...wanted, until: NOW + 1 })
  now = NOW + 1
  t.is((await client.status()).bypass, null)
  await becomes('the end is recorded', async () => (await bypasses(client)).length >= 2)
  t.deepEqual((await bypasses(client)).at(-1), ['ended', 'trustd', wanted.reason, NOW + 1])
  await client.close()
})

test('one that ended while no daemon ran is told by the next', async (t) => {
  let now = NOW
  const { open, paths, daemon } = await runningDaemon(t, undefined, () => now)
  const client = await open()
  await client.bypass('dana', wanted)
  await client.close()
  await daemon.stop({ drain: true })
  await daemon.ended
  now = NOW + 30
  const second = known(await start(paths, [], () => now))
  const half = await openHere(paths)
  t.is((await half.status()).bypass?.until, wanted.until)
  await half.close()
  await second.stop({ drain: true })
  await second.ended
  now = NOW + 60
  const third = known(await start(paths, [], () => now))
  const last = await openHere(paths)
  t.is((await last.status()).bypass, null)
  t.is((await bypasses(last)).length, 2)
  await last.close()
  await third.stop({ drain: false })
  await third.ended
})
