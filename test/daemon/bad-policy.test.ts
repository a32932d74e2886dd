import { mkdirSync, rmSync, symlinkSync } from 'node:fs'
import { chmod, chown, mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openDaemon, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { known, question } from '../protocol/samples.ts'
import { sampled } from '../sampled.ts'
import { becomes, LIB, SHIPPED, VERSION } from './running-daemon.ts'

const LAUNCH = { node: process.execPath, script: SHIPPED, lib: LIB }
const HEADER = 'apiVersion: trustctl/v1\nkind: Policy\n'
const GOOD = `${HEADER}metadata: { name: good, version: 5 }
rules:
  - { id: no, match: { project: [sampleproject] }, deny: "not here" }
  - { id: rest, match: { project: ["*"] }, require: [] }
`
const NOBODY = 65_534

/**
 * What takes the place of a good file, and a word of what the person is told about it. Where nothing can replace it in one
 * step, both steps come in one turn: a daemon that looks in between rightly takes the policy for removed.
 */
const BAD: Readonly<Record<string, readonly [plant: (file: string) => Promise<void>, word: string]>> = {
  'that can not be parsed': [(file) => put(file, 'apiVersion: ['), 'line 1'],
  'that is older': [(file) => put(file, GOOD.replace('5', '4')), 'lower'],
  'with an unknown key': [(file) => put(file, `${GOOD}colour: red\n`), 'colour'],
  'with a key twice': [(file) => put(file, `${GOOD}kind: Policy\n`), 'kind'],
  'that is a YAML bomb': [(file) => put(file, bomb()), 'line'],
  'with a pattern that would explode': [
    (file) => put(file, GOOD.replace('[sampleproject]', `["${'a*'.repeat(400)}b"]`)),
    'line 5',
  ],
  'of 10 MB': [(file) => put(file, `${GOOD}${'# padding\n'.repeat(1024 * 1024)}`), 'bytes'],
  'that is no UTF-8': [(file) => put(file, Buffer.from([0xff, 0xfe, 0x00])), 'UTF-8'],
  'that is a folder': [
    async (file) => {
      rmSync(file)
      mkdirSync(file)
    },
    'regular',
  ],
  'that is a link to a device': [
    async (file) => {
      rmSync(file)
      symlinkSync('/dev/zero', file)
    },
    'regular',
  ],
  'that others may write': [(file) => chmod(file, 0o666), 'other users'],
}

/** At once: an editor that writes in place may be looked at in the midst. */
async function put(file: string, content: string | Buffer): Promise<void> {
  await writeFile(`${file}.new`, content, { mode: 0o600 })
  await rename(`${file}.new`, file)
}

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, at) =>
    at === 0 ? 'a0: &a0 [x, x, x, x, x, x, x, x, x]' : `a${at}: &a${at} [${`*a${at - 1}, `.repeat(9)}x]`,
  )
  return `${HEADER}metadata: { name: bomb, version: 6 }\n${levels.join('\n')}\n`
}

async function processOver(t: ExecutionContext, layer: (paths: HomePaths) => string) {
  const paths = await scratchHome(t)
  const file = layer(paths)
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await writeFile(file, GOOD, { mode: 0o600 })
  return { paths, file, client: await openIn(t, paths) }
}

async function openIn(t: ExecutionContext, paths: HomePaths): Promise<DaemonConnection> {
  const client = await openDaemon({
    paths,
    launch: LAUNCH,
    client: 'trustctl',
    version: VERSION,
    timeoutMs: 60_000,
  })
  t.teardown(() => endProcess(client.hello.server.pid))
  return client
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

async function refusalsIn(client: DaemonConnection) {
  const { records } = await client.history({ since: 0, before: null, limit: 100 })
  return records.flatMap(({ event }) => (event.type === 'policy-refused' ? [event] : []))
}

/** Told where and why, recorded, and what was in force still is. */
async function keepsTheOld(
  t: ExecutionContext,
  { client, file }: { readonly client: DaemonConnection; readonly file: string },
  word: string,
): Promise<void> {
  await becomes('the file is refused', async () => (await client.status()).policy.refused !== null)
  const { policy, notices } = await client.status()
  t.is(policy.name, 'good')
  t.true(policy.refused?.includes(file))
  t.true(policy.refused?.includes(word) ?? false, `${policy.refused} says ${word}`)
  t.true(notices.some((notice) => notice.includes(file)))
  t.is((await client.ask(question())).code, 'TC4001')
  const [refusal, ...more] = await refusalsIn(client)
  t.is(refusal?.file, file)
  t.deepEqual(more, [])
}

for (const [what, [plant, word]] of sampled('bad policies', Object.entries(BAD), 5)) {
  test(`a policy ${what} leaves the old one in force, is told and recorded`, async (t) => {
    const running = await processOver(t, ({ policyFile }) => policyFile)
    await plant(running.file)
    await keepsTheOld(t, running, word)
  })
}

test('the same for the policies of team and machine, and after a kill', async (t) => {
  for (const layer of [
    ({ teamPolicyFile }: HomePaths) => teamPolicyFile,
    ({ machinePolicyFiles }: HomePaths) => known(machinePolicyFiles.at(-1)),
  ]) {
    const running = await processOver(t, layer)
    await put(running.file, 'nonsense: true\n')
    await keepsTheOld(t, running, 'apiVersion')
    endProcess(running.client.hello.server.pid)
    await running.client.closed
    const client = await openIn(t, running.paths)
    t.is(client.hello.policy.name, 'good')
    await keepsTheOld(t, { ...running, client }, 'apiVersion')
    const log = await readFile(running.paths.daemonLog, 'utf8')
    t.true(log.includes('apiVersion'))
  }
})

const asRoot = process.getuid?.() === 0 ? test : test.skip

asRoot('a policy of another user leaves the old one in force, is told and recorded', async (t) => {
  const running = await processOver(t, ({ policyFile }) => policyFile)
  await chown(running.file, NOBODY, NOBODY)
  await chmod(running.file, 0o644)
  await keepsTheOld(t, running, `user ${NOBODY}`)
})
