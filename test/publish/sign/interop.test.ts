import { spawnSync } from 'node:child_process'
import { appendFile, chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { gpgAgentSigner, programs, type NewKey } from '../../../src/publish/keys/index.ts'
import { stampedBy, type StampSignature } from '../../../src/publish/sign/index.ts'
import { parseTrustedRoot } from '../../../src/trust/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { DAY, NOW, PASSPHRASE } from '../keys/support.ts'
import { certified, newKey, pem, ROOT_PEM, stage } from './support.ts'

const has = (program: string): boolean => spawnSync(program, ['--version']).error === undefined

/** A short folder: gpg-agent's socket must fit in 107 bytes. */
async function gpgHome(t: ExecutionContext): Promise<NodeJS.ProcessEnv> {
  const home = await mkdtemp(join(tmpdir(), 'gpg-'))
  await chmod(home, 0o700)
  const env = { ...process.env, GNUPGHOME: home, PASS: PASSPHRASE }
  t.teardown(async () => {
    spawnSync('gpgconf', ['--kill', 'all'], { env })
    await rm(home, { recursive: true, force: true })
  })
  return env
}

/** Each signature is taken over the file, and not over the file with one more byte. */
async function taken(
  t: ExecutionContext,
  key: NewKey,
  suffix: string,
  verify: (file: string, signature: string, publicFile: string) => boolean,
): Promise<void> {
  const { open, sign, wheel, folder } = await stage(t)
  await sign(await open(key))
  const publicFile = join(folder, 'public')
  await writeFile(publicFile, key.publicText)
  t.true(verify(wheel, `${wheel}${suffix}`, publicFile), 'the file')
  await appendFile(wheel, '\0')
  t.false(verify(wheel, `${wheel}${suffix}`, publicFile), 'one byte more')
}

for (const algorithm of ['ed25519', 'rsa'] as const) {
  test(`gpgv takes an OpenPGP signature by ${algorithm}`, async (t) => {
    if (!has('gpgv')) return (t.log('skipped: gpgv is not on this machine'), t.pass())
    const env = await gpgHome(t)
    return await taken(t, await newKey('openpgp', algorithm), '.asc', (file, signature, publicFile) => {
      const ring = `${publicFile}.gpg`
      spawnSync('gpg', ['--batch', '--yes', '--dearmor', '-o', ring, publicFile], { env })
      const { status, stderr } = spawnSync('gpgv', ['--keyring', ring, signature, file], { env })
      t.log(stderr.toString())
      return status === 0
    })
  })
}

for (const kind of ['p256', 'p384', 'rsa'] as const) {
  test(`openssl cms takes a signature by ${kind}`, async (t) => {
    await taken(t, await certified(kind), '.p7s', (file, signature, publicFile) => {
      const root = `${publicFile}.ca`
      spawnSync('tee', [root], { input: ROOT_PEM })
      const form = ['-inform', 'DER', '-in', signature, '-content', file, '-CAfile', root, '-purpose', 'any']
      return spawnSync('openssl', ['cms', '-verify', '-binary', '-out', '/dev/null', ...form]).status === 0
    })
  })
}

test('minisign takes a signature', async (t) => {
  if (!has('minisign')) return (t.log('skipped: minisign is not on this machine'), t.pass())
  return await taken(
    t,
    await newKey('minisign', 'ed25519'),
    '.minisig',
    (file, signature, publicFile) =>
      spawnSync('minisign', ['-V', '-q', '-m', file, '-x', signature, '-p', publicFile]).status === 0,
  )
})

test('openssl takes the signature of a Sigstore bundle', async (t) => {
  await taken(t, await newKey('plain', 'P-256'), '.sigstore.json', (file, bundle, publicFile) => {
    const { messageSignature }: { messageSignature: { signature: string } } = JSON.parse(
      spawnSync('cat', [bundle], { encoding: 'utf8' }).stdout,
    )
    const signature = `${publicFile}.sig`
    spawnSync('tee', [signature], { input: Buffer.from(messageSignature.signature, 'base64') })
    return (
      spawnSync('openssl', ['dgst', '-sha256', '-verify', publicFile, '-signature', signature, file])
        .status === 0
    )
  })
})

test('gpg-agent signs with a key that was made here, twice alike, and gpgv takes it', async (t) => {
  if (!has('gpg')) return (t.log('skipped: gpg is not on this machine'), t.pass())
  const env = await gpgHome(t)
  const key = await newKey('openpgp', 'ed25519')
  const { open, sign, wheel, folder } = await stage(t)
  const loopback = ['--batch', '--pinentry-mode', 'loopback', '--passphrase', PASSPHRASE]
  const imported = spawnSync('gpg', [...loopback, '--import'], { env, input: key.secretText ?? '' })
  t.is(imported.status, 0, imported.stderr.toString())
  await writeFile(join(folder, 'conf'), '')
  // Once by hand, so that the agent has the passphrase and asks nobody.
  spawnSync('gpg', [...loopback, '--local-user', key.record.fingerprint, '--detach-sign', '--output', '-'], {
    env,
    input: 'x',
  })
  const [own] = await open(key)
  if (own === undefined) throw new Error('one key was opened')
  const signer = gpgAgentSigner(key.record.fingerprint, key.record.notBefore, programs(env))
  const agent = [{ ...own, signer: { kind: 'openpgp', signer } as const }]
  const first = await sign(agent)
  const text = await readFile(`${wheel}.asc`, 'utf8')
  t.deepEqual((await sign(agent)).released, first.released)
  const ring = join(folder, 'ring.gpg')
  await copyFile(wheel, join(folder, 'content'))
  spawnSync('gpg', ['--batch', '--export', '--output', ring], { env })
  t.is(spawnSync('gpgv', ['--keyring', ring, `${wheel}.asc`, wheel], { env }).status, 0)
  t.true(text.startsWith('-----BEGIN PGP SIGNATURE-----'))
  const missing = gpgAgentSigner('AB'.repeat(20), 0, programs(env))
  await t.throwsAsync(() => missing.signDetached(Buffer.from('x'), 1), { code: 'agent' })
  const nowhere = gpgAgentSigner(key.record.fingerprint, 0, programs({ PATH: folder }))
  return await t.throwsAsync(() => nowhere.signDetached(Buffer.from('x'), 1), { code: 'agent' })
})

test('openssl takes a signature with a time stamp, and the stamp over that signature alone', async (t) => {
  const world = await createSigstoreWorld({ now: NOW + DAY })
  const root = parseTrustedRoot('world', world.trustedRoot)
  const stamp = stampedBy({
    authorities: ['https://stamps.example/'],
    trust: { roots: [root], keyrings: [] },
    fetch: (_url, { body }) => {
      if (!(body instanceof Uint8Array)) throw new Error('a query in DER')
      return Promise.resolve(new Response(new Uint8Array(world.services.stamp(Buffer.from(body)))))
    },
    now: () => NOW + DAY,
  })
  const { open, sign, wheel, folder } = await stage(t)
  const stamps: Buffer[] = []
  const keeping: StampSignature = async (form, signature) => {
    const stamped = await stamp(form, signature)
    stamps.push(Buffer.from(signature), ...stamped.stamps.map(({ response }) => Buffer.from(response)))
    return stamped
  }
  await sign(await open(await certified('p256')), { stamp: keeping })
  const [signature = '', response = ''] = stamps
  const chain = root.timestampAuthorities.flatMap((each) => [
    ...each.path,
    ...(each.signer ? [each.signer] : []),
  ])
  const files = {
    sig: signature,
    tsr: response,
    chain: chain.map(({ der }) => pem(der)).join(''),
    ca: ROOT_PEM,
  }
  for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content)
  const openssl = (...args: readonly string[]) => spawnSync('openssl', args, { cwd: folder }).status
  const cms = ['-inform', 'DER', '-in', `${wheel}.p7s`, '-content', wheel, '-CAfile', 'ca', '-purpose', 'any']
  t.is(openssl('cms', '-verify', '-binary', '-out', '/dev/null', ...cms), 0)
  const by = ['-in', 'tsr', '-CAfile', 'chain', '-untrusted', 'chain']
  t.is(openssl('ts', '-verify', '-data', 'sig', ...by), 0)
  t.is(openssl('ts', '-verify', '-data', 'ca', ...by), 1, 'of something else')
})
