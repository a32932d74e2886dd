import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import type { DaemonConnection } from '../../src/client/index.ts'
import { question } from '../protocol/samples.ts'
import { openHere, runningDaemon, start } from './running-daemon.ts'

const policyText = (version: number, deny: string): string => `apiVersion: trustctl/v1
kind: Policy
metadata: { name: acme, version: ${version} }
extends: [preset:balanced]
rules:
  - { id: no, match: { project: ["${deny}"] }, deny: "not here" }
`

/** Waits for the daemon to notice, as long as ava lets the test run. */
async function until(
  client: DaemonConnection,
  holds: (status: Awaited<ReturnType<DaemonConnection['status']>>) => boolean,
) {
  for (;;) {
    const status = await client.status()
    if (holds(status)) return status
  }
}

async function withPolicy(t: ExecutionContext, text: string, mode = 0o600) {
  return runningDaemon(t, (paths) => writeFile(paths.policyFile, text, { mode }))
}

test('a policy changed on disk is in force soon after', async (t) => {
  const { paths, open } = await withPolicy(t, policyText(1, 'other'))
  const client = await open()
  t.is((await client.ask(question())).decision, 'warn')
  await writeFile(paths.policyFile, policyText(2, 'sampleproject'))
  await until(client, ({ policy }) => policy.version === 2)
  const verdict = await client.ask(question())
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC4001')
  await client.close()
})

test('a broken file leaves the policy from before in force and says so', async (t) => {
  const { paths, open, entries } = await withPolicy(t, policyText(3, 'sampleproject'))
  const client = await open()
  await writeFile(paths.policyFile, 'apiVersion: [')
  const status = await until(client, ({ policy }) => policy.refused !== null)
  t.is(status.policy.version, 3)
  t.is((await client.ask(question())).code, 'TC4001')
  t.true(entries.some(({ level, message }) => level === 'warn' && message.includes('refused')))
  await writeFile(paths.policyFile, policyText(2, 'other'))
  await until(client, ({ policy }) => policy.refused?.includes('lower') === true)
  await writeFile(paths.policyFile, policyText(4, 'other'))
  await until(client, ({ policy }) => policy.version === 4 && policy.refused === null)
  await client.close()
})

test('started with a broken file and nothing from before, it refuses everything', async (t) => {
  const { open } = await withPolicy(t, 'nonsense: true\n')
  const client = await open()
  t.is(client.hello.policy.name, 'none')
  const verdict = await client.ask(question())
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC5009')
  t.not((await client.status()).policy.refused, null)
  await client.close()
})

test('started with a broken file after a good one, it enforces the good one and says so', async (t) => {
  const { paths, open, daemon } = await withPolicy(t, policyText(5, 'sampleproject'))
  await (await open()).close()
  await daemon.stop({ drain: true })
  await daemon.ended
  await writeFile(paths.policyFile, 'nonsense: true\n')
  const again = await start(paths)
  const client = await openHere(paths)
  t.is(client.hello.policy.version, 5)
  t.is((await client.ask(question())).code, 'TC4001')
  const status = await client.status()
  t.not(status.policy.refused, null)
  t.is(status.notices.length, 1)
  await client.close()
  await again?.stop({ drain: false })
  await again?.ended
})

test('a last good copy that was altered is not used', async (t) => {
  const { paths, open } = await runningDaemon(t, async (places) => {
    await writeFile(places.policyFile, 'nonsense: true\n', { mode: 0o600 })
    const kept = { v: 1, sha256: '0'.repeat(64), text: policyText(1, 'other') }
    await mkdir(places.lastPoliciesDir, { recursive: true, mode: 0o700 })
    await writeFile(join(places.lastPoliciesDir, 'user.json'), JSON.stringify(kept), { mode: 0o600 })
  })
  t.truthy(paths)
  const client = await open()
  t.is((await client.ask(question())).code, 'TC5009')
  await client.close()
})

test('a policy file that others may write is no policy', async (t) => {
  const { open } = await runningDaemon(t, async (paths) => {
    await writeFile(paths.policyFile, policyText(1, 'other'))
    await chmod(paths.policyFile, 0o666)
  })
  const client = await open()
  t.is((await client.ask(question())).code, 'TC5009')
  await client.close()
})

test('broken settings at the start refuse everything; later ones leave those from before', async (t) => {
  const { open } = await runningDaemon(t, (paths) =>
    writeFile(paths.settingsFile, '{"evidence":"x"}', { mode: 0o600 }),
  )
  const client = await open()
  t.is((await client.ask(question())).code, 'TC5009')
  await client.close()
  const good = await runningDaemon(t, (paths) =>
    writeFile(paths.settingsFile, '{"evidence":["/srv/evidence"]}', { mode: 0o600 }),
  )
  const second = await good.open()
  await writeFile(good.paths.settingsFile, '{')
  const status = await until(second, ({ notices }) => notices.length > 0)
  t.deepEqual(status.sources, ['/srv/evidence'])
  t.is((await second.ask(question())).decision, 'warn')
  await rm(good.paths.settingsFile)
  await until(second, ({ sources }) => sources.length === 0)
  await second.close()
})
