import { openSync, closeSync } from 'node:fs'
import { appendFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import * as v from 'valibot'
import { provesPossession } from '../../src/publish/keys/index.ts'
import { parseKeyRecord } from '../../src/sources/index.ts'
import { makeSdist } from '../world/index/index.ts'
import { createSigstoreWorld, serveWorld } from '../world/sigstore/index.ts'
import { KeyAnswer, newKey, PASSPHRASE, publisher } from './publisher.ts'
import { scratch } from './trustctl.ts'

const SIGNED_BY_ACME = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: attached, version: 1 }
identities: { acme: { kind: keyring, keyring: acme } }
requirements: { signed: { signature: { by: [acme] } } }
rules: [{ id: all, match: { project: ["*"] }, require: [signed], onMissing: block }]
`

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
  // What is no digest is no answer: «not made here» would be one.
  t.is((await own.call('keys', 'ledger', '00')).code, 2)
})

test('a wheel is signed inside, counts under the keyring then, and is signed so once', async (t) => {
  const own = await publisher(t)
  const fingerprint = await newKey(own)
  const { code, value } = await own.json('sign', '--attached', own.wheel)
  t.is(code, 0)
  t.like(value, {
    signed: [{ artifact: own.wheel, form: 'RECORD.jws', keys: [fingerprint], isDeterministic: true }],
    ledger: { seq: 1 },
  })
  await writeFile(join(own.cli.cwd, 'acme.pem'), `${(await own.call('keys', 'export', fingerprint)).out}\n`)
  const importing = ['keys', 'import', '--keyring', 'acme', 'acme.pem', '--owner', 'Dana <dana@acme.example>']
  t.is((await own.call(...importing)).code, 0)
  await writeFile(join(own.cli.cwd, 'policy.yaml'), SIGNED_BY_ACME)
  const verify = () => own.json('verify', own.wheel, '--policy', 'policy.yaml')
  t.like(await verify(), { code: 0, value: { files: [{ decision: 'allow' }] } })
  const { filename, bytes } = makeSdist({ project: 'acme-pay', version: '1.0' })
  await writeFile(join(own.cli.cwd, filename), bytes)
  const before = await readFile(join(own.cli.cwd, own.wheel))
  for (const args of [
    [own.wheel],
    [filename],
    ['--form', 'cms', own.wheel],
    ['--keyless', own.wheel],
    ['nowhere-1.0-py3-none-any.whl'],
  ])
    t.is((await own.call('sign', '--attached', ...args)).code, 2, args.join(' '))
  t.deepEqual(await readFile(join(own.cli.cwd, own.wheel)), before)
  t.is((await own.call('keys', 'revoke', '--yes', '--reason', 'unknown', fingerprint)).code, 0)
  t.is((await own.call('sign', '--attached', '--key', fingerprint, own.wheel)).code, 23)
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
  const now = own.cli.now()
  t.like(await own.json('keys', 'retire', '--verify-only', fingerprint), {
    code: 0,
    value: { key: { stateNow: 'verify-only', signUntil: now } },
  })
  t.is((await own.call('sign', '--key', fingerprint, own.wheel)).code, 2)
  t.is((await own.call('keys', 'retire', '--verify-only', fingerprint)).code, 2)
  t.like(await own.json('keys', 'retire', fingerprint), {
    code: 0,
    value: { key: { stateNow: 'retired', verifyUntil: now } },
  })
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

test('without a key: as whom the token names, by the instance that two files name', async (t) => {
  const own = await publisher(t, { fetch })
  const world = await createSigstoreWorld({ now: own.cli.now() })
  const served = await serveWorld(world.services, own.cli.now())
  t.teardown(served.close)
  await writeFile(join(own.cli.cwd, 'config.json'), served.signingConfig)
  await writeFile(join(own.cli.cwd, 'root.json'), world.trustedRoot)
  const instance = ['--keyless', '--signing-config', 'config.json', '--trusted-root', 'root.json']
  t.is((await own.call('sign', ...instance, own.wheel)).code, 2, 'no token')
  Object.assign(own.cli.env, { SIGSTORE_ID_TOKEN: served.token() })
  for (const args of [
    instance.slice(0, 3),
    [...instance, '--key', 'AB'],
    [...instance.slice(0, 4), 'nowhere'],
  ])
    t.is((await own.call('sign', ...args, own.wheel)).code, 2, args.join(' '))
  const { code, value } = await own.json('sign', ...instance, own.wheel)
  t.like(value, { signed: [{ form: 'publish', isDeterministic: false }], ledger: { seq: 1 } })
  t.is(code, 0)
  await served.close()
  t.is((await own.call('sign', ...instance, own.wheel)).code, 22)
})

test('what is signed with a time stamp is verified when its key is retired, and what is not is not', async (t) => {
  let now = 1_790_000_000
  const world = await createSigstoreWorld({ now: now + 3600 })
  const asked: string[] = []
  const own = await publisher(t, {
    now: () => now,
    fetch: (url, init) => {
      asked.push(url)
      const query = init?.body instanceof Uint8Array ? Buffer.from(init.body) : Buffer.alloc(64)
      return Promise.resolve(new Response(new Uint8Array(world.services.stamp(query))))
    },
  })
  const fingerprint = await newKey(own)
  now += 3600
  const write = (name: string, content: string | Uint8Array) => writeFile(join(own.cli.cwd, name), content)
  await write('root.json', world.trustedRoot)
  await write('acme.pem', `${(await own.call('keys', 'export', fingerprint)).out}\n`)
  const authority = ['--timestamp', 'https://stamps.example/']
  for (const args of [
    ['--timestamp', 'http://stamps.example/', '--trusted-root', 'root.json'],
    [...authority, ...authority, '--trusted-root', 'root.json'],
    [...authority, '--trusted-root', 'nowhere.json'],
    [...authority, '--trusted-root', 'root.json', '--form', 'minisign'],
    [...authority, '--keyless'],
    [...authority, '--attached'],
  ])
    t.is((await own.call('sign', ...args, own.wheel)).code, 2, args.join(' '))
  t.is((await own.call('sign', ...authority, own.wheel)).code, 22, 'an authority that nobody here knows')
  const stamped = ['sign', ...authority, '--trusted-root', 'root.json', own.wheel]
  t.like(await own.json(...stamped), {
    code: 0,
    value: {
      signed: ['publish', 'sigstore'].map((form) => ({ form, stampedAt: now - 60, isDeterministic: false })),
    },
  })
  t.deepEqual(new Set(asked), new Set(authority.slice(1)))
  const made = ['sigstore.json', 'publish.attestation'].map((suffix) => `${own.wheel}.${suffix}`)
  const verified = async (): Promise<readonly unknown[]> => {
    const answers: unknown[] = []
    for (const bundle of made) {
      const by = ['--bundle', bundle, '--key', 'acme.pem', '--trusted-root', 'root.json']
      answers.push((await own.json('verify', own.wheel, ...by)).value)
    }
    return answers
  }
  const good = made.map(() => ({ verified: true }))
  t.like(await verified(), good)
  now += 3600
  t.is((await own.call('keys', 'retire', '--verify-only', fingerprint)).code, 0)
  now += 3600
  t.like(await verified(), good)
  for (const name of made) {
    const text = await readFile(join(own.cli.cwd, name), 'utf8')
    await write(name, text.replace(/"signedTimestamp":"[^"]*"/, '"signedTimestamp":"AAAA"'))
  }
  t.like(
    await verified(),
    made.map(() => ({ verified: false, code: 'TC3502' })),
  )
})
