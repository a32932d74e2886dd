import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import test from 'ava'
import fc from 'fast-check'
import { PublicKey } from '../../../src/trust/index.ts'
import { verifiesDigest as verifiesBy } from '../../../src/verify/sigstore/prehashed.ts'

const verifiesDigest = (key: KeyObject, digest: Uint8Array, signature: Uint8Array): boolean =>
  verifiesBy(PublicKey.read(key.export({ type: 'spki', format: 'der' })), digest, signature)

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest()

for (const namedCurve of ['P-256', 'P-384']) {
  test(`agrees with the signer over any content, ${namedCurve}`, (t) => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve })
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (content, other) => {
        const signature = sign('sha256', content, privateKey)
        t.true(verifiesDigest(publicKey, sha256(content), signature))
        t.is(verifiesDigest(publicKey, sha256(other), signature), Buffer.from(content).equals(other))
      }),
      { numRuns: 30 },
    )
  })
}

test('the digest of the stand-in itself verifies', (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const content = Buffer.from('pip-trust')
  t.true(verifiesDigest(publicKey, sha256(content), sign('sha256', content, privateKey)))
})

test('other keys, digests and signatures are refused and never throw', (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signature = sign('sha256', Buffer.from('x'), privateKey)
  t.false(verifiesDigest(generateKeyPairSync('ed25519').publicKey, sha256(Buffer.from('x')), signature))
  t.false(
    verifiesDigest(
      generateKeyPairSync('ec', { namedCurve: 'P-521' }).publicKey,
      sha256(Buffer.from('x')),
      signature,
    ),
  )
  t.false(
    verifiesDigest(
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey,
      sha256(Buffer.from('x')),
      signature,
    ),
  )
  t.false(verifiesDigest(publicKey, new Uint8Array(31), signature))
  t.false(verifiesDigest(publicKey, sha256(Buffer.from('x')), new Uint8Array()))
  t.false(verifiesDigest(publicKey, sha256(Buffer.from('x')), Buffer.from('3006020100020100', 'hex')))
  t.false(verifiesDigest(publicKey, sha256(Buffer.from('x')), Buffer.from('3006020101020100', 'hex')))
})

test('agrees with the signer over any content, RSA', (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const content = Buffer.from('pip-trust')
  const signature = sign('sha256', content, privateKey)
  t.true(verifiesDigest(publicKey, sha256(content), signature))
  t.false(verifiesDigest(publicKey, sha256(Buffer.from('x')), signature))
  t.false(verifiesDigest(publicKey, sha256(content), signature.subarray(1)))
  t.false(verifiesDigest(publicKey, sha256(content), Buffer.alloc(256, 0xff)))
})

test('a point beside the curve verifies nothing', (t) => {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const spki = publicKey.export({ type: 'spki', format: 'der' })
  const content = Buffer.from('x')
  const signature = sign('sha256', content, privateKey)
  for (const at of [30, 58, 90]) {
    const beside = Buffer.from(spki)
    beside[at] = (beside[at] ?? 0) ^ 1
    t.false(verifiesBy(PublicKey.read(beside), sha256(content), signature))
  }
  t.true(verifiesBy(PublicKey.read(spki), sha256(content), signature))
})

for (const hash of ['sha256', 'sha384', 'sha512'] as const) {
  test(`agrees with the signer by ${hash}, longer and shorter than the curve’s order`, (t) => {
    const pairs = [
      generateKeyPairSync('ec', { namedCurve: 'P-256' }),
      generateKeyPairSync('ec', { namedCurve: 'P-384' }),
      generateKeyPairSync('rsa', { modulusLength: 2048 }),
    ]
    for (const { privateKey, publicKey } of pairs) {
      const key = PublicKey.read(publicKey.export({ type: 'spki', format: 'der' }))
      const signature = sign(hash, Buffer.from('content'), privateKey)
      const digest = createHash(hash).update('content').digest()
      t.true(verifiesBy(key, digest, signature, hash))
      t.false(verifiesBy(key, createHash(hash).update('other').digest(), signature, hash))
      for (const other of ['sha256', 'sha384', 'sha512'] as const) {
        if (other !== hash) t.false(verifiesBy(key, digest, signature, other))
      }
    }
  })
}
