import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { keyRecordText } from '../../src/sources/index.ts'
import { parsePlainKey, revocationText, type Revocation } from '../../src/trust/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { person, releaseKey } from '../publish/directory/people.ts'
import { scratch, type Scratch } from './trustctl.ts'

const NOW = 1_790_000_000
const DAY = 86_400
const RETIRED = { format: 1, at: NOW, by: 'sam', kind: 'soft', reason: 'retired' } as const
const BYTES = Buffer.from('#!/bin/sh\necho hello\n')
const ASKED = [
  'verify',
  'tool.sh',
  '--bundle',
  'bundle.json',
  '--key',
  'key.pem',
  '--trusted-root',
  'root.json',
]

/** A file that a key signed an hour ago, as a log proves. */
async function signedByKey(t: ExecutionContext): Promise<Scratch & { readonly fingerprint: string }> {
  const own = await scratch(t)
  const world = await createSigstoreWorld({ now: NOW })
  const { bundle, pem } = world.signByKey(BYTES)
  const files = {
    'tool.sh': BYTES,
    'bundle.json': JSON.stringify(bundle),
    'key.pem': pem,
    'root.json': world.trustedRoot,
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(own.cli.cwd, name), content)
  const { fingerprint } = parsePlainKey(Buffer.from(pem), 'Dana')
  return { ...own, fingerprint: fingerprint.toUpperCase() }
}

/** As if a directory that was followed once had said so. */
async function heard({ cli }: Scratch, revocation: Revocation): Promise<void> {
  const { revocationsFile } = cli.paths
  await mkdir(dirname(revocationsFile), { recursive: true, mode: 0o700 })
  const kept = { directory: 'acme', path: 'revocations/0001.json', text: revocationText(revocation) }
  await writeFile(revocationsFile, JSON.stringify({ v: 1, revocations: [kept] }), { mode: 0o600 })
}

test('a key that this machine knows to be revoked has signed nothing, whoever names it', async (t) => {
  const own = await signedByKey(t)
  const { fingerprint } = own
  t.is((await own.call(...ASKED)).code, 0, 'nothing is known of it')
  const said = { format: 1, fingerprint, at: NOW - DAY, by: 'sam' } as const
  const cases = [
    [{ ...said, kind: 'hard', reason: 'compromised' }, 23, 'TC3503'],
    [{ ...said, kind: 'hard', reason: 'unknown', compromisedSince: NOW - DAY }, 23, 'TC3503'],
    [{ ...said, kind: 'hard', reason: 'compromised', compromisedSince: NOW - 60 }, 0, 'TC0000'],
    [{ ...said, kind: 'soft', reason: 'superseded' }, 23, 'TC3502'],
    [{ ...said, kind: 'soft', reason: 'superseded', at: NOW - 60 }, 0, 'TC0000'],
    [{ ...said, fingerprint: 'A'.repeat(64), kind: 'hard', reason: 'compromised' }, 0, 'TC0000'],
  ] as const
  for (const [revocation, code, reason] of cases) {
    await heard(own, revocation)
    const found = await own.json(...ASKED)
    t.like(found, { code, value: { verified: code === 0, code: reason } }, JSON.stringify(revocation))
  }
  await heard(own, { ...said, kind: 'hard', reason: 'compromised' })
  t.regex((await own.call(...ASKED)).out, /revocations\/0001\.json\s+by\s+sam/, 'it says where that is known')
})

test('a key that is named without an instance needs no log; a log entry that is there must hold all the same', async (t) => {
  const own = await signedByKey(t)
  const write = (changed: unknown): Promise<void> =>
    writeFile(join(own.cli.cwd, 'bundle.json'), JSON.stringify(changed))
  const logged: unknown = JSON.parse(await readFile(join(own.cli.cwd, 'bundle.json'), 'utf8'))
  const alone = ASKED.slice(0, -2)
  const bare = withoutLog(logged)
  await write(bare)
  t.like(await own.json(...alone), { code: 0, value: { verified: true, signatures: [{ signedAt: null }] } })
  t.like(await own.json(...ASKED), { code: 21, value: { code: 'TC2117' } }, 'an instance was named')
  await writeFile(join(own.cli.cwd, 'tool.sh'), 'something else')
  t.like(await own.json(...alone), { code: 21, value: { verified: false } }, 'another file')
  await writeFile(join(own.cli.cwd, 'tool.sh'), BYTES)
  await heard(own, { ...RETIRED, fingerprint: own.fingerprint })
  t.like(await own.json(...alone), { code: 23, value: { code: 'TC3502' } }, 'nothing proves that it is older')
  await write(logged)
  t.is((await own.json(...alone)).code, 21, 'a log that no root of this machine knows')
})

/** A bundle as `trustctl sign` makes it. */
function withoutLog(bundle: unknown): unknown {
  const text = JSON.stringify(bundle, (key, value: unknown) =>
    key === 'tlogEntries' || key === 'timestampVerificationData' ? undefined : value,
  )
  return JSON.parse(text)
}

test('where what is known of revocations can’t be read, no key has signed anything', async (t) => {
  const own = await signedByKey(t)
  await heard(own, { ...RETIRED, fingerprint: own.fingerprint })
  await writeFile(own.cli.paths.revocationsFile, '{', { mode: 0o600 })
  t.like(await own.json(...ASKED), { code: 2, value: { error: { code: 'directory' } } })
})

test('a key of one’s own counts as its record says; one whose record can’t be read, not at all', async (t) => {
  const own = await signedByKey(t)
  const folder = join(own.cli.paths.config, 'signing')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const write = (name: string, text: string): Promise<void> =>
    writeFile(join(folder, `${own.fingerprint}.${name}`), text, { mode: 0o600 })
  const { record } = releaseKey(person('dana'), { fingerprint: own.fingerprint })
  await write('where.json', '{"kind":"file"}')
  const cases = [
    [record, 0, 'TC0000'],
    [{ ...record, state: 'verify-only', signUntil: NOW - 60 }, 0, 'TC0000'],
    [{ ...record, state: 'verify-only', signUntil: NOW - DAY }, 20, 'TC3504'],
    [{ ...record, signUntil: NOW - DAY }, 20, 'TC3504'],
    [{ ...record, signUntil: NOW - DAY, verifyUntil: NOW - 60 }, 20, 'TC3505'],
  ] as const
  for (const [said, code, reason] of cases) {
    await write('yaml', keyRecordText(said))
    t.like(await own.json(...ASKED), { code, value: { code: reason } }, reason)
  }
  await write('yaml', 'format: 1')
  t.like(await own.json(...ASKED), { code: 2, value: { error: { code: 'input' } } })
})
