import { writeFile } from 'node:fs/promises'
import { DatabaseSync } from 'node:sqlite'
import test, { type ExecutionContext } from 'ava'
import { ClientError, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import type { HistoryEvent } from '../../src/protocol/index.ts'
import { known } from '../protocol/samples.ts'
import { attestedEntry, github } from '../store/samples.ts'
import { openStore } from '../../src/store/index.ts'
import { FLASK, INDEX } from '../store/scratch-store.ts'
import { openHere, runningDaemon, start } from './running-daemon.ts'

const TEXT = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: mine, version: 1 }
extends: [preset:balanced]
`

function refusals(events: readonly HistoryEvent[]): number {
  return events.filter(({ type }) => type === 'policy-refused').length
}

async function eventsOf(client: DaemonConnection): Promise<readonly HistoryEvent[]> {
  const { records } = await client.history({ since: 0, before: null, limit: 1000 })
  return records.map(({ event }) => event).toReversed()
}

async function again<Result>(paths: HomePaths, work: (client: DaemonConnection) => Promise<Result>) {
  const daemon = known(await start(paths))
  const client = await openHere(paths)
  const result = await work(client)
  await client.close()
  await daemon.stop({ drain: true })
  await daemon.ended
  return result
}

async function stopped(
  t: ExecutionContext,
  prepare?: (paths: HomePaths) => Promise<void>,
): Promise<HomePaths> {
  const { paths, daemon } = await runningDaemon(t, prepare)
  await daemon.stop({ drain: true })
  await daemon.ended
  return paths
}

const plant = (paths: HomePaths, text: string): Promise<void> =>
  writeFile(paths.policyFile, text, { mode: 0o600 })

test('what comes into force is told once, with the bytes that say it; a change by hand is one', async (t) => {
  const paths = await stopped(t)
  const preset = await again(paths, eventsOf)
  t.deepEqual(
    preset.map((event) => (event.type === 'policy-in-force' ? [event.name, event.files] : null)),
    [['balanced', []]],
  )
  const events = await again(paths, async (client) => {
    await plant(paths, TEXT)
    await client.reload()
    await client.reload()
    await plant(paths, `${TEXT}# a comment alone\n`)
    await client.reload()
    return await eventsOf(client)
  })
  t.deepEqual(
    events.slice(1).map((event) => (event.type === 'policy-in-force' ? event.texts : null)),
    [[sha256Of(Buffer.from(TEXT))], [sha256Of(Buffer.from(`${TEXT}# a comment alone\n`))]],
  )
  t.is((await again(paths, eventsOf)).length, 3)
})

test('a refused content is told once, also over a restart; another content is told again', async (t) => {
  const paths = await stopped(t, (places) => plant(places, TEXT))
  await plant(paths, 'nonsense: true\n')
  t.is(refusals(await again(paths, eventsOf)), 1)
  const events = await again(paths, async (client) => {
    await client.reload()
    await client.reload()
    const before = refusals(await eventsOf(client))
    await plant(paths, 'nonsense: true\n# other bytes\n')
    await client.reload()
    return { before, after: refusals(await eventsOf(client)) }
  })
  t.deepEqual(events, { before: 1, after: 2 })
})

test('a person’s edits are appended; what the daemon does itself nobody else can claim', async (t) => {
  const { open } = await runningDaemon(t)
  const client = await open()
  const edited: HistoryEvent = {
    type: 'policy-edited',
    file: 'policy.yaml',
    how: 'edit',
    before: null,
    after: 'ab'.repeat(32),
    loosens: true,
    reason: 'because',
  }
  await client.append('dana', edited)
  const [newest] = (await client.history({ since: 0, before: null, limit: 1 })).records
  t.like(newest, { actor: 'dana', event: edited })
  const claims: readonly (readonly [string, HistoryEvent])[] = [
    ['trustd', edited],
    ['dana', { type: 'bypass', action: 'ended', reason: 'r', until: 1 }],
    ['dana', { type: 'policy-in-force', name: 'n', version: 1, digest: 'd', files: [] }],
  ]
  for (const [actor, event] of claims) {
    const second = await open()
    await t.throwsAsync(second.append(actor, event), { instanceOf: ClientError, code: 'refused' })
    await second.close()
  }
  await client.close()
})

test('whom a person accepts or forgets is remembered, and recorded', async (t) => {
  const { open } = await runningDaemon(t)
  const client = await open()
  const remembered = {
    index: INDEX,
    project: FLASK,
    publisher: github(),
    lines: ['3'],
    version: '3.1',
    firstSeenAt: 1,
    by: 'first-use',
  } as const
  await client.changePublisher({ actor: 'dana', action: 'accept', remembered })
  t.deepEqual(await client.publishers(FLASK), [{ ...remembered, by: 'person' }])
  await client.changePublisher({ actor: 'dana', action: 'forget', remembered })
  t.deepEqual(await client.publishers(null), [])
  t.deepEqual(
    (await eventsOf(client)).flatMap((event) => (event.type === 'publisher' ? [event.action] : [])),
    ['accepted', 'forgotten'],
  )
  await client.close()
})

test('a history that was tampered with is told in words, in status and in the log, and goes on', async (t) => {
  const paths = await stopped(t, (places) => plant(places, TEXT))
  const database = new DatabaseSync(paths.storeFile)
  database.exec(`DROP TRIGGER history_stays; UPDATE history SET content = replace(content, 'mine', 'them')`)
  database.close()
  await again(paths, async (client) => {
    const error = await t.throwsAsync(client.history({ since: 0, before: null, limit: 1 }), {
      instanceOf: ClientError,
      code: 'refused',
    })
    t.true(error.message.includes('entry 1'))
    const { notices } = await client.status()
    t.true(notices.some((notice) => notice.includes('entry 1')))
  })
})

test('pages of decisions are as long as a message holds, and none is lost', async (t) => {
  const many = 60
  const { open } = await runningDaemon(t, async ({ storeFile }) => {
    const { store } = openStore(storeFile)
    for (let at = 1; at <= many; at += 1) {
      const { decision, ...rest } = attestedEntry({ at })
      const reasons = Array.from({ length: 5 }, () => ({
        code: 'TC4001' as const,
        subject: 's',
        expected: 'x'.repeat(8000),
        found: 'f',
        fix: [],
        effect: 'block' as const,
      }))
      await store.record({ decision: { ...decision, verdict: { ...decision.verdict, reasons } }, ...rest })
    }
    await store.close()
  })
  const client = await open()
  const seen: number[] = []
  for (let before: number | null = null; ;) {
    const page = await client.decisions({ since: 1, before, limit: 1000 })
    seen.push(...page.decisions.map(({ at }) => at))
    if (page.next === null) break
    before = page.next
  }
  t.deepEqual(
    seen,
    Array.from({ length: many }, (_, at) => many - at),
  )
  await client.close()
})
