/** Whoever may ask for a canary, and however: nothing but the canary's own bytes comes in by it. */
import { mkdir, writeFile } from 'node:fs/promises'
import test, { type ExecutionContext } from 'ava'
import { canaryWheel, parseCanaryNonce, type Artifact, type FileArtifact } from '../../src/artifact/index.ts'
import { ClientError, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { CANARY_SECONDS, MAX_CANARIES } from '../../src/daemon/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { parseProjectName } from '../../src/python/index.ts'
import { fileArtifact, known, question, RUN } from '../protocol/samples.ts'
import { minisig, minisignPair } from '../verify/plain/signing.ts'
import { HELLO, rawClient, runningDaemon } from './running-daemon.ts'

const NOW = 1_790_000_000
const nonceOf = (text: string) => known(parseCanaryNonce(text))
const NONCE = nonceOf('0123456789abcdef')
const WHEEL = canaryWheel(NONCE)
const PAIR = minisignPair()
const REQUEST = { nonce: NONCE, key: PAIR.file.toString(), signature: minisig(PAIR, WHEEL.bytes) }
const INDEX = { url: 'http://127.0.0.1:4711/simple/', insecure: false }
const CANARY = fileArtifact({
  project: WHEEL.project,
  version: WHEEL.version,
  filename: WHEEL.filename,
  sha256: WHEEL.sha256,
  size: WHEEL.bytes.length,
  index: INDEX,
  location: `http://127.0.0.1:4711/files/${WHEEL.filename}`,
})

/** A policy that lets nothing in. */
async function denyAll(paths: HomePaths): Promise<void> {
  const text =
    'apiVersion: trustctl/v1\nkind: Policy\nmetadata: { name: mine, version: 1 }\nextends: [preset:ci]\nfloor: [{ deny: "nothing" }]\n'
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  await writeFile(paths.policyFile, text, { mode: 0o600 })
}

async function client(t: ExecutionContext, clock: () => number = () => NOW): Promise<DaemonConnection> {
  const { open } = await runningDaemon(t, denyAll, clock)
  const connection = await open()
  t.teardown(() => connection.close())
  return connection
}

async function decided(daemon: DaemonConnection, artifact: Artifact): Promise<readonly [string, string]> {
  const { decision, policy } = await daemon.ask(question({ artifact, run: { ...RUN, context: 'ci' } }))
  return [decision, policy.name]
}

test('a canary is let in for a minute, by its own policy, and recorded as any other', async (t) => {
  let now = NOW
  const daemon = await client(t, () => now)
  t.deepEqual(await decided(daemon, CANARY), ['block', 'mine'])
  t.is(await daemon.canary(REQUEST), NOW + CANARY_SECONDS)
  t.deepEqual(await decided(daemon, CANARY), ['allow', 'canary'])
  const page = { run: RUN, index: INDEX, project: WHEEL.project }
  t.is((await daemon.page(page)).denial, null)
  now = NOW + CANARY_SECONDS - 1
  t.deepEqual(await decided(daemon, CANARY), ['allow', 'canary'])
  now = NOW + CANARY_SECONDS
  t.deepEqual(await decided(daemon, CANARY), ['block', 'mine'])
  t.not((await daemon.page(page)).denial, null)
  const { decisions } = await daemon.decisions({ since: 0, before: null, limit: 10 })
  t.deepEqual(
    decisions.map(({ verdict }) => verdict.decision),
    ['block', 'allow', 'allow', 'block'],
  )
})

const ATTACKS: Readonly<Record<string, Partial<FileArtifact>>> = {
  'other bytes under its name': { sha256: sha256Of(Buffer.from('evil')) },
  'its bytes under another project': { project: known(parseProjectName('requests')) },
  'its bytes under another file name': { filename: 'requests-1.0-py3-none-any.whl' },
  'its bytes as an sdist': { kind: 'sdist' },
  'its bytes from another machine': {
    index: { url: 'http://packages.example:4711/simple/', insecure: true },
  },
  'its bytes from a machine that is named like this one': {
    index: { url: 'http://127.0.0.1.packages.example:4711/simple/', insecure: true },
  },
  'its bytes by https, as a proxy to elsewhere would': {
    index: { url: 'https://127.0.0.1:4711/simple/', insecure: false },
  },
  'its bytes by a local path': { channel: 'file', index: null, location: `/tmp/${WHEEL.filename}` },
  'its bytes from find-links': { channel: 'find-links' },
  'another canary, which nobody let in': (() => {
    const { project, filename, sha256 } = canaryWheel(nonceOf('fedcba9876543210'))
    return { project, filename, sha256 }
  })(),
}

test('nothing else comes in by a canary', async (t) => {
  const daemon = await client(t)
  await daemon.canary(REQUEST)
  for (const [name, change] of Object.entries(ATTACKS)) {
    t.deepEqual(await decided(daemon, { ...CANARY, ...change }), ['block', 'mine'], name)
  }
  t.deepEqual(await decided(daemon, CANARY), ['allow', 'canary'])
})

test('other pages are asked for under the policy in force', async (t) => {
  const daemon = await client(t)
  await daemon.canary(REQUEST)
  const elsewhere = { url: 'https://packages.example/simple/', insecure: false }
  for (const page of [
    { index: INDEX, project: known(parseProjectName('requests')) },
    { index: elsewhere, project: WHEEL.project },
  ]) {
    t.not((await daemon.page({ run: RUN, ...page })).denial, null)
  }
})

test('it is judged: without its key’s signature over its bytes it is refused', async (t) => {
  const bad = {
    'of other bytes': minisig(PAIR, Buffer.from('evil')),
    'by another key': minisig(minisignPair(), WHEEL.bytes),
    'that is none': 'nothing',
  }
  for (const [name, signature] of Object.entries(bad)) {
    const daemon = await client(t)
    await daemon.canary({ ...REQUEST, signature })
    t.deepEqual(await decided(daemon, CANARY), ['block', 'canary'], name)
  }
})

test('bytes that differ from their page’s digest are refused, canary or not', async (t) => {
  const daemon = await client(t)
  await daemon.canary(REQUEST)
  const claimed = [{ by: 'index', sha256: sha256Of(Buffer.from('page')) }] as const
  const verdict = await daemon.ask(question({ artifact: CANARY, claimed }))
  t.like(verdict, { decision: 'block', code: 'TC1002' })
})

test('a nonce is let in once, with a public key, and no more of them than the limit', async (t) => {
  const daemon = await client(t)
  const refused = { instanceOf: ClientError, code: 'refused' } as const
  await t.throwsAsync(daemon.canary({ ...REQUEST, key: 'no key' }), refused)
  await daemon.canary(REQUEST)
  const other = minisignPair()
  await t.throwsAsync(daemon.canary({ ...REQUEST, key: other.file.toString() }), refused)
  for (let count = 1; count < MAX_CANARIES; count += 1) {
    await daemon.canary({ ...REQUEST, nonce: nonceOf(count.toString(16).padStart(16, '0')) })
  }
  await t.throwsAsync(daemon.canary({ ...REQUEST, nonce: nonceOf('f'.repeat(16)) }), refused)
})

test('canaries of before make room for others', async (t) => {
  let now = NOW
  const daemon = await client(t, () => now)
  for (let count = 0; count < MAX_CANARIES; count += 1) {
    await daemon.canary({ ...REQUEST, nonce: nonceOf(count.toString(16).padStart(16, '0')) })
  }
  now += CANARY_SECONDS
  t.is(await daemon.canary(REQUEST), now + CANARY_SECONDS)
})

test('nobody names bytes or a project to the daemon: a nonce is sixteen hex digits, and a digest is no field', async (t) => {
  const { paths } = await runningDaemon(t, denyAll)
  const raw = await rawClient(paths)
  raw.send(HELLO)
  await raw.next()
  const bad = [
    { nonce: 'requests' },
    { nonce: NONCE.toUpperCase() },
    { nonce: `${NONCE}\n` },
    { sha256: sha256Of(Buffer.from('evil')) },
    { project: 'requests' },
    { until: NOW * 2 },
    { key: 'k'.repeat(1025) },
  ]
  for (const change of bad) {
    raw.send(JSON.stringify({ v: 1, id: 9, type: 'canary', ...REQUEST, ...change }))
    t.like(await raw.next(), { type: 'error', id: 9, code: 'malformed' }, JSON.stringify(change))
  }
  raw.socket.terminate()
})
