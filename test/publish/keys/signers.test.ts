import { execFileSync, spawn } from 'node:child_process'
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { chmod, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  KeysError,
  parseTokenUri,
  programs,
  signerOf,
  signingHash,
  sshAgentSigner,
  sshPublicKey,
  tokenPublicKey,
  tokenSigner,
  type Signer,
} from '../../../src/publish/keys/index.ts'
import { MAX_ANSWER_BYTES, sshKeyBlob } from '../../../src/publish/keys/ssh-agent.ts'
import { verifiesWith } from '../../../src/trust/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const DATA = Buffer.from('acme_pay-1.0-py3-none-any.whl')
const ec = (namedCurve: string) => generateKeyPairSync('ec', { namedCurve }).privateKey

/** The key and the signature over `sample` with SHA-256 of RFC 6979 §A.2.5. */
const RFC6979 = createPrivateKey({
  format: 'jwk',
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: 'ya-p2EW6dRZrXCFXZ7HWk05Qw9s26JsSe4piKxIPZyE',
    x: 'YP7UuiVanTHJYet0xjVtaMBJuJI7Yfps5mliLmDyn7Y',
    y: 'eQP-EAi4vJmkGunpVii8ZPLxsgwtfp9Rd6PClNRGIpk',
  },
})
const [R, S] = [
  'efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716',
  'f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8',
]

const KEYS = {
  ed25519: generateKeyPairSync('ed25519').privateKey,
  'P-256': ec('P-256'),
  'P-384': ec('P-384'),
  'P-521': ec('P-521'),
  rsa: generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey,
}

async function signs(t: ExecutionContext, signer: Signer, isAlike: boolean): Promise<void> {
  const [first, second] = [await signer.sign(DATA), await signer.sign(DATA)]
  const { publicKey } = signer
  t.true(verifiesWith(publicKey, signingHash(publicKey), DATA, first), publicKey.kind)
  t.is(Buffer.from(first).equals(second), isAlike, publicKey.kind)
  t.is(signer.isDeterministic, isAlike, publicKey.kind)
  t.false(verifiesWith(publicKey, signingHash(publicKey), Buffer.from('other'), first))
}

for (const [kind, key] of Object.entries(KEYS)) {
  test(`${kind}: the same bytes get the same signature`, async (t) => {
    const signer = signerOf(key)
    t.is<string, string>(signer.publicKey.kind, kind)
    await signs(t, signer, true)
  })
}

test('ECDSA is that of RFC 6979', async (t) => {
  const signature = await signerOf(RFC6979).sign(Buffer.from('sample'))
  const form = `3046022100${R}022100${S}`
  t.is(Buffer.from(signature).toString('hex'), form)
})

test('a key that is not taken makes no signer', (t) => {
  t.throws(() => signerOf(generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey), { code: 'der' })
  t.throws(() => signerOf(generateKeyPairSync('ed448').privateKey), { code: 'der' })
})

/** An agent of OpenSSH's, with these keys; gone when the test ends. */
async function sshAgent(t: ExecutionContext, pems: readonly string[]): Promise<string> {
  const folder = await temporaryFolder(t)
  const socket = join(folder, 'agent')
  const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: ['ignore', 'pipe', 'ignore'] })
  t.teardown(async () => {
    agent.kill()
    if (agent.exitCode === null && agent.signalCode === null) await once(agent, 'exit')
  })
  await once(agent.stdout, 'data')
  for (const [at, pem] of pems.entries()) {
    const file = join(folder, `key${at}`)
    await writeFile(file, pem, { mode: 0o600 })
    execFileSync('ssh-add', ['-q', file], { env: { ...process.env, SSH_AUTH_SOCK: socket }, stdio: 'pipe' })
  }
  return socket
}

/** As OpenSSH reads them; it takes Ed25519 in its own form alone. */
const pkcs8 = (key: (typeof KEYS)['rsa']): string => key.export({ type: 'pkcs8', format: 'pem' }).toString()

test('ssh-agent signs with RSA and ECDSA, and says that the latter differs each time', async (t) => {
  const socket = await sshAgent(t, [pkcs8(KEYS.rsa), pkcs8(KEYS['P-256']), pkcs8(KEYS['P-521'])])
  for (const [kind, isAlike] of [
    ['rsa', true],
    ['P-256', false],
    ['P-521', false],
  ] as const)
    await signs(t, await sshAgentSigner(signerOf(KEYS[kind]).publicKey, socket), isAlike)
  const other = signerOf(KEYS['P-384']).publicKey
  await t.throwsAsync(() => sshAgentSigner(other, socket), { instanceOf: KeysError, code: 'agent' })
})

test('ssh-agent signs with Ed25519, alike', async (t) => {
  const file = join(await temporaryFolder(t), 'id')
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-f', file])
  const publicKey = sshPublicKey(await readFile(`${file}.pub`, 'utf8'))
  const socket = await sshAgent(t, [await readFile(file, 'utf8')])
  await signs(t, await sshAgentSigner(publicKey, socket), true)
})

/** An agent that answers whatever is asked with these bytes. */
async function liar(t: ExecutionContext, answers: readonly Buffer[]): Promise<string> {
  const socket = join(await temporaryFolder(t), 'agent')
  const left = [...answers]
  const server = createServer((connection) => {
    connection.on('error', () => undefined)
    connection.once('data', () => connection.end(left.shift() ?? Buffer.alloc(0)))
  })
  await new Promise<void>((resolve) => server.listen(socket, resolve))
  t.teardown(() => server.close())
  return socket
}

const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}
const framed = (bytes: Uint8Array): Buffer => Buffer.concat([uint32(bytes.length), bytes])

test('an agent that is away, hangs up, babbles or answers without end is an error with words', async (t) => {
  const { publicKey } = signerOf(KEYS.ed25519)
  const has = framed(
    Buffer.concat([Buffer.from([12]), uint32(1), framed(sshKeyBlob(publicKey)), framed(Buffer.from('x'))]),
  )
  const agent = { instanceOf: KeysError, code: 'agent' }
  const babble = [
    [Buffer.alloc(0)],
    [framed(Buffer.from([5]))],
    [framed(Buffer.from([12, 0xff, 0xff, 0xff, 0xff]))],
    [uint32(MAX_ANSWER_BYTES + 1)],
  ]
  for (const answers of babble) {
    const socket = await liar(t, answers)
    await t.throwsAsync(() => sshAgentSigner(publicKey, socket), agent)
  }
  await t.throwsAsync(() => sshAgentSigner(publicKey, undefined), agent)
  await t.throwsAsync(() => sshAgentSigner(publicKey, '/nowhere/agent'), agent)
  const refusing = await sshAgentSigner(publicKey, await liar(t, [has, framed(Buffer.from([5]))]))
  await t.throwsAsync(() => refusing.sign(DATA), agent)
  const another = framed(Buffer.concat([framed(Buffer.from('ssh-rsa')), framed(Buffer.alloc(64))]))
  const wrong = await sshAgentSigner(
    publicKey,
    await liar(t, [has, framed(Buffer.concat([Buffer.from([14]), another]))]),
  )
  await t.throwsAsync(() => wrong.sign(DATA), agent)
})

const MODULE = ['/usr/lib/softhsm/libsofthsm2.so', '/usr/local/lib/softhsm/libsofthsm2.so'].find(existsSync)

test('a PKCS#11 token signs, its PIN goes by no argument, and what it gives is checked', async (t) => {
  if (MODULE === undefined) {
    t.log('softhsm2 and opensc are not installed: not tried')
    return t.pass()
  }
  const folder = await temporaryFolder(t)
  const conf = join(folder, 'softhsm2.conf')
  await writeFile(conf, `directories.tokendir = ${folder}\n`)
  const env = { ...process.env, SOFTHSM2_CONF: conf, PIN: '5678' }
  execFileSync(
    'softhsm2-util',
    ['--init-token', '--free', '--label', 'release', '--so-pin', '1234', '--pin', '5678'],
    { env, stdio: 'pipe' },
  )
  const calls: (readonly string[])[] = []
  const run: ReturnType<typeof programs> = (program, args, wish) => {
    calls.push(args)
    return programs(env)(program, args, wish)
  }
  for (const [type, id, isAlike] of [
    ['EC:prime256v1', '01', false],
    ['RSA:2048', '02', true],
    ['EC:edwards25519', '03', true],
  ] as const) {
    const make = [
      '--module',
      MODULE,
      '--token-label',
      'release',
      '--login',
      '--pin',
      'env:PIN',
      '--keypairgen',
    ]
    execFileSync('pkcs11-tool', [...make, '--key-type', type, '--id', id], { env, stdio: 'pipe' })
    const key = parseTokenUri(`pkcs11:token=release;id=%${id}?module-path=${MODULE}`, null)
    const publicKey = await tokenPublicKey(key, '5678', run)
    await signs(t, tokenSigner(key, publicKey, '5678', run), isAlike)
    await t.throwsAsync(() => tokenSigner(key, signerOf(KEYS['P-384']).publicKey, '5678', run).sign(DATA), {
      code: 'token',
    })
  }
  const key = parseTokenUri('pkcs11:token=release;id=%01', MODULE)
  await t.throwsAsync(() => tokenPublicKey({ ...key, token: 'none' }, '5678', run), { code: 'token' })
  const wrong = tokenSigner(key, await tokenPublicKey(key, '5678', run), '0000', run)
  await t.throwsAsync(() => wrong.sign(DATA), { instanceOf: KeysError, code: 'token' })
  t.false(calls.flat().includes('5678'))
})

test('an address of a token names token, key and module', (t) => {
  t.deepEqual(parseTokenUri('pkcs11:token=my%20token;id=%0A%ff?module-path=/m.so&x=y', null), {
    module: '/m.so',
    token: 'my token',
    id: '0aff',
  })
  t.is(parseTokenUri('pkcs11:id=%01;token=t?module-path=/m.so', '/other.so').module, '/other.so')
  for (const uri of ['', 'pkcs11:', 'pkcs11:token=t', 'pkcs11:id=%01', 'file:x', 'pkcs11:token=t;id=%01'])
    t.throws(() => parseTokenUri(uri, null), { instanceOf: KeysError, code: 'token' }, uri)
})

test('a program that is not there, or says too much, is no crash', async (t) => {
  const folder = await temporaryFolder(t)
  const run = programs({ PATH: folder })
  t.is((await run('pkcs11-tool', [])).code, null)
  const loud = join(folder, 'loud')
  await writeFile(loud, '#!/bin/sh\nexec /bin/cat /dev/zero\n')
  await chmod(loud, 0o755)
  t.true((await run('loud', [])).output.byteLength <= 1024 * 1024)
})

test('a public key comes back from SSH’s own form, and nothing else does', (t) => {
  for (const [kind, key] of Object.entries(KEYS)) {
    const { publicKey } = signerOf(key)
    const blob = sshKeyBlob(publicKey)
    const name = blob.subarray(4, 4 + blob.readUInt32BE(0)).toString()
    const line = `${name} ${blob.toString('base64')} dana@laptop\n`
    t.deepEqual(Buffer.from(sshPublicKey(line).spki), Buffer.from(publicKey.spki), kind)
    const wrong = [
      `ssh-dss ${blob.toString('base64')}`,
      `${name} AAAA`,
      `${name} ${blob.subarray(0, -1).toString('base64')}`,
      '',
    ]
    for (const each of wrong)
      t.throws(() => sshPublicKey(each), { instanceOf: KeysError, code: 'key-file' }, each)
  }
})

const timers = (): number => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length

test.serial(
  'a program that is not there leaves no timer behind, which would keep the process for minutes',
  async (t) => {
    const before = timers()
    t.is((await programs({ PATH: '/nowhere' })('gpg', [])).code, null)
    t.is((await programs(process.env)('true', [])).code, 0)
    t.is(timers(), before)
  },
)
