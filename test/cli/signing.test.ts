import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { openSync, closeSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import * as v from 'valibot'
import type { Cli } from '../../src/cli/cli.ts'
import { provesPossession } from '../../src/publish/keys/index.ts'
import { parseKeyRecord } from '../../src/trust/index.ts'
import { makeWheel } from '../world/index/index.ts'
import { scratch, type Scratch } from './trustctl.ts'

const PASSPHRASE = 'four words that nobody says'
const WHO = ['--holder', 'dana', '--owner', 'Dana <dana@acme.example>']
const KeyAnswer = v.object({ key: v.object({ fingerprint: v.string() }) })

/** trustctl with a passphrase in its environment, and a wheel. */
async function publisher(
  t: ExecutionContext,
  changes: Partial<Cli> = {},
): Promise<Scratch & { readonly wheel: string }> {
  const own = await scratch(t, changes)
  Object.assign(own.cli.env, { PIP_TRUST_KEY_PASSPHRASE: PASSPHRASE })
  const { filename, bytes } = makeWheel({ project: 'acme-pay', version: '1.0' })
  await writeFile(join(own.cli.cwd, filename), bytes)
  return { ...own, wheel: filename }
}

async function newKey({ json }: Scratch, ...args: readonly string[]): Promise<string> {
  const { code, value } = await json('keys', 'new', ...WHO, ...args)
  if (code !== 0) throw new Error(JSON.stringify(value))
  return v.parse(KeyAnswer, value).key.fingerprint
}

test('a key is made, shown, listed and exported, and its record proves itself', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own, '--sign-for', '20d', '--verify-for', '60d')
  t.like(await own.json('keys', 'show', fingerprint.slice(0, 8)), {
    code: 0,
    value: {
      key: { fingerprint, holder: 'dana', stateNow: 'active', where: 'file', purpose: ['release'] },
      signatures: 0,
    },
  })
  t.like(await own.json('keys', 'list'), {
    code: 0,
    value: { own: [{ fingerprint }], warnings: [{ fingerprint, daysLeft: 20, step: 30 }], problems: [] },
  })
  t.true((await own.call('keys', 'list')).out.includes(fingerprint))
  const record = parseKeyRecord(Buffer.from((await own.call('keys', 'export', '--record', fingerprint)).out))
  const publicText = (await own.call('keys', 'export', fingerprint)).out
  t.true(await provesPossession(record, Buffer.from(`${publicText}\n`)))
  t.false(JSON.stringify(await own.json('keys', 'export', fingerprint)).includes('PRIVATE'))
})

test('a release is signed, and the public half verifies it under a policy', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own)
  const signed = await own.json('sign', own.wheel)
  t.like(signed, {
    code: 0,
    value: { signed: [{ form: 'publish' }, { form: 'sigstore' }], ledger: { seq: 2 } },
  })
  t.like(await own.json('keys', 'ledger'), { code: 0, value: { broken: null, head: { seq: 2 } } })
  const pem = join(own.cli.cwd, 'acme.pem')
  await writeFile(pem, `${(await own.call('keys', 'export', fingerprint)).out}\n`)
  const importing = ['keys', 'import', '--keyring', 'acme', 'acme.pem', '--owner', 'Dana <dana@acme.example>']
  t.is((await own.call(...importing)).code, 0)
  t.is((await own.call('sign', own.wheel)).code, 0)
  const digest = v.parse(
    v.object({ value: v.object({ signed: v.array(v.object({ sha256: v.string() })) }) }),
    signed,
  )
  t.is((await own.call('keys', 'ledger', digest.value.signed[0]?.sha256 ?? '')).code, 0)
  t.is((await own.call('keys', 'ledger', '00'.repeat(32))).code, 3)
})

test('an edited ledger is 21, and then nothing is signed', async (t) => {
  const own = await publisher(t)
  await newKey(own, '--kind', 'minisign')
  t.is((await own.call('sign', own.wheel)).code, 0)
  await appendFile(join(own.cli.paths.state, 'ledger', 'signatures.jsonl'), 'x\n')
  t.is((await own.call('keys', 'ledger')).code, 21)
  t.is((await own.call('sign', own.wheel)).code, 21)
})

test('a revoked key signs nothing: 23; and a revocation is only ever made harder', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own, '--kind', 'minisign')
  t.is((await own.call('sign', own.wheel)).code, 0)
  const revoke = (...args: readonly string[]) => own.json('keys', 'revoke', '--yes', fingerprint, ...args)
  for (const args of [
    ['--reason', 'whim'],
    ['--reason', 'retired', '--since', '2026-01-01T00:00:00Z'],
    ['--reason', 'compromised', '--since', '2099-01-01T00:00:00Z'],
    [],
  ])
    t.is((await revoke(...args)).code, 2, args.join(' '))
  t.is((await own.call('keys', 'revoke', fingerprint, '--reason', 'retired')).code, 2, 'nobody said yes')
  t.like(await revoke('--reason', 'superseded'), {
    code: 0,
    value: { key: { stateNow: 'revoked' }, signatures: [{ name: own.wheel }] },
  })
  const before = await readdir(own.cli.cwd)
  t.is((await own.call('sign', '--key', fingerprint, own.wheel)).code, 23)
  t.deepEqual(await readdir(own.cli.cwd), before)
  t.is((await revoke('--reason', 'retired')).code, 2)
  t.is((await revoke('--reason', 'compromised', '--since', '2026-01-02T00:00:00Z')).code, 0)
  t.is((await revoke('--reason', 'compromised', '--since', '2026-01-03T00:00:00Z')).code, 2)
  t.is((await revoke('--reason', 'unknown')).code, 0)
  t.is((await own.call('keys', 'retire', fingerprint)).code, 2)
})

test('a rotation: the calendar first, then the key, which both sign from its day on', async (t) => {
  const own = await publisher(t)
  const old = await newKey(own, '--kind', 'minisign', '--sign-for', '100d')
  const now = own.cli.now()
  const day = 86_400
  t.like(await own.json('keys', 'rotate', '--plan', old), {
    code: 0,
    value: { key: null, plan: { switchAt: now + 100 * day, dualAt: now + 86 * day, noticeDays: 16 } },
  })
  const { value } = await own.json('keys', 'rotate', old)
  const { key } = v.parse(KeyAnswer, value)
  t.like(value, { key: { stateNow: 'pending', notBefore: now + 86 * day, signUntil: now + 465 * day } })
  t.like(await own.json('keys', 'show', old), {
    value: { key: { successor: key.fingerprint, stateNow: 'active' } },
  })
  t.is((await own.call('keys', 'rotate', old)).code, 2)
  t.is((await own.call('sign', '--key', key.fingerprint, own.wheel)).code, 2)
  const later = { ...own.cli, now: () => now + 90 * day }
  const inDual = await scratch(t, { ...later, now: later.now })
  t.is((await inDual.call('sign', '--key', key.fingerprint, own.wheel)).code, 0)
  t.like(await inDual.json('keys', 'show', key.fingerprint), { value: { key: { stateNow: 'dual-sign' } } })
  t.is((await inDual.call('sign', own.wheel)).code, 2, 'two keys sign now, so one is to be named')
  for (const args of [
    ['--on', 'soon'],
    ['--on', '2026-02-30'],
    ['--on', '2020-01-01'],
    ['--on', '2099-01-01'],
  ])
    t.is((await own.call('keys', 'rotate', '--plan', key.fingerprint, ...args)).code, 2, args.join(' '))
})

test('a key that ended signs no more', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own, '--kind', 'minisign')
  t.is((await own.call('keys', 'retire', '--verify-only', fingerprint)).code, 0)
  t.is((await own.call('sign', '--key', fingerprint, own.wheel)).code, 2)
  t.is((await own.call('keys', 'retire', '--verify-only', fingerprint)).code, 2)
  t.like(await own.json('keys', 'retire', fingerprint), { code: 0, value: { key: { stateNow: 'retired' } } })
  t.is((await own.call('sign', own.wheel)).code, 2)
})

test('a passphrase comes from a descriptor, the environment or the terminal, and is wrong three times at most', async (t) => {
  const own = await publisher(t)
  await newKey(own, '--kind', 'minisign')
  const file = join(own.folder, 'passphrase')
  await writeFile(file, `${PASSPHRASE}\nnot this\n`)
  Object.assign(own.cli.env, { PIP_TRUST_KEY_PASSPHRASE: '' })
  const fd = openSync(file, 'r')
  t.is((await own.call('sign', '--passphrase-fd', String(fd), own.wheel)).code, 0)
  closeSync(fd)
  t.is((await own.call('sign', own.wheel)).code, 2)
  for (const bad of ['x', '-1', '9999', ''])
    t.is((await own.call('sign', '--passphrase-fd', bad, own.wheel)).code, 2, bad)
  const typed = ['wrong', 'wrong again', PASSPHRASE]
  const terminal = {
    ask: () => Promise.reject(new Error('a passphrase is not asked in the open')),
    askSecret: async () => typed.shift() ?? null,
    run: () => Promise.reject(new Error('no program is run')),
  }
  const seated = await scratch(t, { ...own.cli, terminal })
  t.is((await seated.call('sign', own.wheel)).code, 0)
  typed.push('one', 'two', 'three', PASSPHRASE)
  const { code, err } = await seated.call('sign', own.wheel)
  t.is(code, 2)
  t.is(typed.length, 1)
  t.false(err.includes('three\n') && err.includes(PASSPHRASE))
})

test('private keys of other tools are taken over, sealed anew, and sign', async (t) => {
  const own = await publisher(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  await writeFile(join(own.cli.cwd, 'key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }))
  const take = (...args: readonly string[]) => own.json('keys', 'import', '--signing', ...WHO, ...args)
  const { value, code } = await take('key.pem')
  t.is(code, 0, JSON.stringify(value))
  const { key } = v.parse(KeyAnswer, value)
  t.is((await take('key.pem')).code, 2, 'it is there already')
  const kept = await readFile(join(own.cli.paths.config, 'signing', `${key.fingerprint}.key`), 'utf8')
  t.true(kept.startsWith('-----BEGIN ENCRYPTED PRIVATE KEY-----'))
  t.is((await own.call('sign', own.wheel)).code, 0)
  Object.assign(own.cli.env, {
    RELEASE_KEY: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
      type: 'pkcs8',
      format: 'pem',
    }),
  })
  const variable = await take('--from', 'env:RELEASE_KEY')
  t.like(variable, { code: 0, value: { key: { where: 'environment' } } })
  const other = v.parse(KeyAnswer, variable.value).key.fingerprint
  t.is((await own.call('sign', '--key', other, own.wheel)).code, 0)
  Object.assign(own.cli.env, { RELEASE_KEY: privateKey.export({ type: 'pkcs8', format: 'pem' }) })
  t.is((await own.call('sign', '--key', other, own.wheel)).code, 2, 'another key than the record names')
  Object.assign(own.cli.env, { RELEASE_KEY: '' })
  t.is((await own.call('sign', '--key', other, own.wheel)).code, 2)
  const bad = [
    [],
    ['--from', 'smoke:signals'],
    ['--from', 'env:RELEASE_KEY', 'key.pem'],
    ['nowhere.pem'],
    ['key.pem', 'key.pem'],
    [own.wheel],
  ]
  for (const args of bad) t.is((await take(...args)).code, 2, args.join(' '))
})

test('minisign’s own key without a passphrase is taken over under its id', async (t) => {
  const own = await publisher(t)
  const { privateKey } = generateKeyPairSync('ed25519')
  const { d = '', x = '' } = privateKey.export({ format: 'jwk' })
  const id = Buffer.from('0807060504030201', 'hex')
  const secret = Buffer.concat([
    Buffer.from('Ed\0\0B2'),
    Buffer.alloc(48),
    id,
    Buffer.from(d, 'base64url'),
    Buffer.from(x, 'base64url'),
    Buffer.alloc(32),
  ])
  const text = (bytes: Uint8Array): string =>
    `untrusted comment: minisign secret key\n${Buffer.from(bytes).toString('base64')}\n`
  await writeFile(join(own.cli.cwd, 'minisign.key'), text(secret))
  const take = () => own.json('keys', 'import', '--signing', ...WHO, 'minisign.key')
  t.like(await take(), { code: 0, value: { key: { kind: 'minisign', minisignId: '0102030405060708' } } })
  t.is((await own.call('sign', own.wheel)).code, 0)
  t.true((await readFile(join(own.cli.cwd, `${own.wheel}.minisig`), 'utf8')).includes('0102030405060708'))
  const damaged = Buffer.from(secret)
  damaged[100] = (damaged[100] ?? 0) ^ 1
  const costly = Buffer.concat([
    Buffer.from('EdScB2'),
    Buffer.alloc(32),
    Buffer.from('00000004000000000000008000000000', 'hex'),
    secret.subarray(54),
  ])
  for (const bytes of [damaged, costly, secret.subarray(1), Buffer.alloc(158)]) {
    await writeFile(join(own.cli.cwd, 'minisign.key'), text(bytes))
    t.is((await take()).code, 2)
  }
})

test('the private half is copied sealed and 0600, and is never printed', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own)
  t.is((await own.call('keys', 'export', '--secret', fingerprint)).code, 2)
  t.is((await own.call('keys', 'export', '--output', 'x', fingerprint)).code, 2)
  const { code, out } = await own.call('keys', 'export', '--secret', '--output', 'backup.key', fingerprint)
  t.deepEqual([code, out], [0, ''])
  t.is((await stat(join(own.cli.cwd, 'backup.key'))).mode & 0o777, 0o600)
  const read = execFileSync(
    'openssl',
    ['pkey', '-in', join(own.cli.cwd, 'backup.key'), '-passin', 'env:PASS', '-pubout'],
    {
      env: { ...process.env, PASS: PASSPHRASE },
    },
  )
  t.is(read.toString().trim(), (await own.call('keys', 'export', fingerprint)).out.trim())
})

test('what is asked wrongly changes nothing', async (t) => {
  const own = await publisher(t)
  const bad = [
    ['keys', 'new'],
    ['keys', 'new', '--holder', 'Dana', '--owner', 'Dana'],
    ['keys', 'new', ...WHO, '--kind', 'smoke'],
    ['keys', 'new', ...WHO, '--kind', 'minisign', '--algorithm', 'rsa'],
    ['keys', 'new', ...WHO, '--purpose', 'all'],
    ['keys', 'new', ...WHO, '--sign-for', '90d', '--verify-for', '30d'],
    ['keys', 'show', '00000000'],
    ['keys', 'rotate', '00000000'],
    ['sign', own.wheel],
    ['sign', '--form', 'smoke', own.wheel],
    ['sign', '--at', 'noon', own.wheel],
    ['sign', '--key', '00000000', own.wheel],
  ]
  for (const args of bad) t.is((await own.call(...args)).code, 2, args.join(' '))
  Object.assign(own.cli.env, { PIP_TRUST_KEY_PASSPHRASE: 'short' })
  t.is((await own.call('keys', 'new', ...WHO)).code, 2)
  t.deepEqual((await own.json('keys', 'list')).value, {
    keys: [],
    authorities: [],
    problems: [],
    own: [],
    warnings: [],
  })
  await mkdir(join(own.cli.paths.config, 'signing'), { recursive: true, mode: 0o755 })
  t.is((await own.call('keys', 'new', ...WHO)).code, 2)
})

test('where a record is asked for and there is none: 20', async (t) => {
  const own = await publisher(t)
  await newKey(own, '--kind', 'minisign')
  t.is((await own.call('sign', '--require-record', own.wheel)).code, 20)
})
