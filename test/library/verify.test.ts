import { generateKeyPairSync } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { verify } from '../../src/library/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { NOW, sha256 } from '../verify/support.ts'

const VECTORS = join(import.meta.dirname, '..', 'vectors', 'pep740')
const NAME = 'sampleproject-4.0.0-py3-none-any.whl'
const BYTES = readFileSync(join(VECTORS, NAME))
const BUNDLE = readFileSync(join(VECTORS, `${NAME}.publish.attestation`), 'utf8')
const SIGNER = {
  identity: 'https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main',
  issuer: 'https://token.actions.githubusercontent.com',
}
const GOOD = { file: { bytes: BYTES, name: NAME }, bundle: BUNDLE, signer: SIGNER }

test('it says who signed what, when', async (t) => {
  t.deepEqual(await verify(GOOD), {
    verified: true,
    sha256: sha256(BYTES),
    signatures: [
      {
        ...SIGNER,
        predicateType: 'https://docs.pypi.org/attestations/publish/v1',
        builder: null,
        signedAt: new Date('2024-11-06T22:37:08Z'),
        log: [{ log: 'sigstore-public', index: '147137144' }],
      },
    ],
  })
})

test('bytes, name, signer and time each count', async (t) => {
  const code = async (change: Partial<Parameters<typeof verify>[0]>): Promise<string> => {
    const result = await verify({ ...GOOD, ...change })
    return result.verified ? 'ok' : result.code
  }
  t.is(await code({ file: { sha256: sha256(BYTES) } }), 'ok')
  t.is(await code({ file: { sha256: '0'.repeat(64) } }), 'TC2111')
  t.is(await code({ file: { bytes: BYTES, name: 'other-1.0.tar.gz' } }), 'TC2112')
  t.is(await code({ signer: { ...SIGNER, identity: `${SIGNER.identity} ` } }), 'TC2220')
  t.is(await code({ signer: { ...SIGNER, issuer: 'https://gitlab.com' } }), 'TC2220')
  t.is(await code({ now: new Date('2024-11-05T00:00:00Z') }), 'TC2120')
  t.is(await code({ bundle: '' }), 'TC2110')
  t.is(await code({ bundle: Buffer.alloc(1024 * 1024 + 1, ' ') }), 'TC2110')
})

test('a key, and a root of one’s own, and nobody else', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const content = Buffer.from('any bytes')
  const { bundle, pem } = world.signByKey(content)
  const asked = {
    file: { bytes: content },
    bundle: JSON.stringify(bundle),
    trustedRoot: world.trustedRoot,
    now: new Date(NOW * 1000),
  }
  t.like(await verify({ ...asked, signer: { key: pem } }), {
    verified: true,
    signatures: [{ issuer: '', predicateType: null }],
  })
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const other = publicKey.export({ type: 'spki', format: 'pem' }).toString()
  t.like(await verify({ ...asked, signer: { key: other } }), { verified: false, code: 'TC2113' })
  t.like(await verify({ ...asked, signer: SIGNER }), { verified: false, code: 'TC2123' })
})

test('a question that can’t be used is an error with a code', async (t) => {
  const ask = (change: object) => () => verify({ ...GOOD, ...change })
  await t.throwsAsync(ask({ file: { sha256: 'abc' } }), { code: 'file' })
  await t.throwsAsync(ask({ signer: { key: 'no key' } }), { code: 'key' })
  await t.throwsAsync(ask({ signer: { identity: '', issuer: 'x' } }), { code: 'signer' })
  await t.throwsAsync(ask({ signer: { identity: 'x', issuer: '' } }), { code: 'signer' })
  await t.throwsAsync(ask({ trustedRoot: '{}' }), { code: 'trusted-root' })
})
