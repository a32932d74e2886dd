import { copyFile, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { sha256 } from '../verify/support.ts'
import { vectorsFolder } from '../conformance/vectors.ts'
import { LIB, scratch, type Scratch } from './trustctl.ts'

const VECTORS = join(LIB, 'test', 'vectors', 'pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const SDIST = 'sampleproject-4.0.0.tar.gz'
const IDENTITY = 'https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main'
const ISSUER = 'https://token.actions.githubusercontent.com'
const SIGNER = ['--identity', IDENTITY, '--issuer', ISSUER]
const PROOF = join(VECTORS, `${WHEEL}.publish.attestation`)

async function withWheel(own: Scratch): Promise<Scratch> {
  await copyFile(join(VECTORS, WHEEL), join(own.cli.cwd, WHEEL))
  return own
}

test('an attestation and a provenance object prove who signed a file; no policy is asked', async (t) => {
  const own = await withWheel(await scratch(t))
  const { code, value } = await own.json('verify', WHEEL, '--bundle', PROOF, ...SIGNER)
  t.is(code, 0)
  t.like(value, {
    verified: true,
    code: 'TC0000',
    signatures: [{ publisher: { subject: IDENTITY, issuer: ISSUER }, trustRoot: 'sigstore-public' }],
  })
  await copyFile(join(VECTORS, SDIST), join(own.cli.cwd, SDIST))
  const provenance = join(VECTORS, `${SDIST}.provenance`)
  t.is((await own.call('verify', SDIST, '--bundle', provenance, ...SIGNER, '--offline')).code, 0)
  t.regex((await own.call('verify', WHEEL, '--bundle', PROOF, ...SIGNER)).out, /^VERIFIED {2}/)
})

test('identity and issuer are compared whole', async (t) => {
  const own = await withWheel(await scratch(t))
  const others = [
    [IDENTITY.slice(0, -1), ISSUER],
    [`${IDENTITY}x`, ISSUER],
    [IDENTITY.toUpperCase(), ISSUER],
    ['.*', ISSUER],
    [IDENTITY, `${ISSUER}/`],
    [IDENTITY, 'https://accounts.google.com'],
  ]
  for (const [identity = '', issuer = ''] of others) {
    t.like(
      await own.json('verify', WHEEL, '--bundle', PROOF, '--identity', identity, '--issuer', issuer),
      { code: 20, value: { verified: false, code: 'TC2220', signatures: [] } },
      identity,
    )
  }
})

test('other bytes are 21, and so is a bundle that is none', async (t) => {
  const own = await scratch(t)
  await writeFile(join(own.cli.cwd, WHEEL), 'other bytes')
  t.like(await own.json('verify', WHEEL, '--bundle', PROOF, ...SIGNER), {
    code: 21,
    value: { verified: false, code: 'TC2111' },
  })
  await writeFile(join(own.cli.cwd, 'odd'), '{"anything":1}')
  t.like(await own.json('verify', WHEEL, '--bundle', 'odd', ...SIGNER), {
    code: 21,
    value: { code: 'TC2110' },
  })
})

test('one attestation that does not verify is not passed over for another that does', async (t) => {
  const own = await withWheel(await scratch(t))
  const good: { envelope: { signature: string } } = JSON.parse(await readFile(PROOF, 'utf8'))
  const bad = { ...good, envelope: { ...good.envelope, signature: Buffer.alloc(70).toString('base64') } }
  const publisher = { kind: 'GitHub', repository: 'pypa/sampleproject', workflow: 'release.yml' }
  const content = { version: 1, attestation_bundles: [{ publisher, attestations: [good, bad] }] }
  await writeFile(join(own.cli.cwd, 'both'), JSON.stringify(content))
  t.is((await own.call('verify', WHEEL, '--bundle', 'both', ...SIGNER)).code, 21)
})

test('a digest stands for a file; a name is compared where there is one', async (t) => {
  const own = await scratch(t)
  const bytes = await readFile(join(VECTORS, WHEEL))
  const digest = `sha256:${sha256(bytes)}`
  t.is((await own.call('verify', digest, '--bundle', PROOF, ...SIGNER)).code, 0)
  t.is((await own.call('verify', `sha256:${'0'.repeat(64)}`, '--bundle', PROOF, ...SIGNER)).code, 21)
  await writeFile(join(own.cli.cwd, 'renamed.bin'), bytes)
  t.like(await own.json('verify', 'renamed.bin', '--bundle', PROOF, ...SIGNER), {
    code: 21,
    value: { code: 'TC2112' },
  })
})

test('a file of any name is verified under a root of one’s own, and under no other', async (t) => {
  const now = 1_790_000_000
  const own = await scratch(t)
  const world = await createSigstoreWorld({ now })
  const bytes = Buffer.from('#!/bin/sh\necho hello\n')
  await writeFile(join(own.cli.cwd, 'say hello.sh'), bytes)
  const publisher = {
    kind: 'email',
    email: 'dana@acme.example',
    issuer: 'https://login.acme.example',
  } as const
  const wish = { filename: 'say hello.sh', sha256: sha256(bytes), publisher }
  await writeFile(join(own.cli.cwd, 'root.json'), world.trustedRoot)
  const bundles = [world.attest(wish), world.bundle(wish), world.signMessage(bytes, { publisher })]
  for (const content of bundles) {
    await writeFile(join(own.cli.cwd, 'bundle.json'), JSON.stringify(content))
    const signer = ['--identity', publisher.email, '--issuer', publisher.issuer]
    const asked = ['say hello.sh', '--bundle', 'bundle.json', ...signer]
    t.is((await own.call('verify', ...asked, '--trusted-root', 'root.json')).code, 0)
    t.like(await own.json('verify', ...asked), { code: 21, value: { code: 'TC2114' } })
  }
})

const suite = vectorsFolder('sigstore/conformance')
if (suite !== null) {
  test('a key that is given is the only one who may have signed', async (t) => {
    const own = await scratch(t)
    const folder = join(suite, 'managed-key-and-trusted-root')
    const bundle = ['--bundle', join(folder, 'bundle.sigstore.json')]
    const root = ['--trusted-root', join(folder, 'trusted_root.json')]
    const file = join(suite, 'a.txt')
    const key = ['--key', join(folder, 'key.pub')]
    t.like(await own.json('verify', file, ...bundle, ...root, ...key), {
      code: 0,
      value: { signatures: [{ publisher: { kind: 'key' } }] },
    })
    t.is((await own.call('verify', file, ...bundle, ...root, ...SIGNER)).code, 21)
    const byCertificate = ['--bundle', join(suite, 'happy-path-v0.3', 'bundle.sigstore.json')]
    t.is((await own.call('verify', file, ...byCertificate, ...key)).code, 21)
  })
}

test('options that do not go together, and what can not be read, are 2', async (t) => {
  const own = await withWheel(await scratch(t))
  await writeFile(join(own.cli.cwd, 'odd'), 'no key, no root')
  await writeFile(join(own.cli.cwd, 'large'), Buffer.alloc(1024 * 1024 + 1))
  const bundle = ['--bundle', PROOF]
  const bad = [
    [WHEEL, ...SIGNER],
    [WHEEL, '--key', 'odd'],
    [WHEEL, '--trusted-root', 'odd'],
    [WHEEL, ...bundle],
    [WHEEL, ...bundle, '--identity', IDENTITY],
    [WHEEL, ...bundle, '--issuer', ISSUER],
    [WHEEL, ...bundle, ...SIGNER, '--key', 'odd'],
    [WHEEL, ...bundle, '--key', 'odd'],
    [WHEEL, ...bundle, ...SIGNER, '--trusted-root', 'odd'],
    [WHEEL, ...bundle, ...SIGNER, '--policy', 'preset:strict'],
    [WHEEL, ...bundle, ...SIGNER, '--evidence', PROOF],
    [WHEEL, ...bundle, ...SIGNER, '--strict'],
    [WHEEL, WHEEL, ...bundle, ...SIGNER],
    [WHEEL, '--bundle', 'nowhere', ...SIGNER],
    [WHEEL, '--bundle', 'large', ...SIGNER],
    ['nowhere', ...bundle, ...SIGNER],
    ['sha256:abc', ...bundle, ...SIGNER],
  ]
  for (const args of bad) t.is((await own.call('verify', ...args)).code, 2, args.join(' '))
})
