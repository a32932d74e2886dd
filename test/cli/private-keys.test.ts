import { execFileSync } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import * as v from 'valibot'
import { KeyAnswer, newKey, PASSPHRASE, publisher, WHO } from './publisher.ts'

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
