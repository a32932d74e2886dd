import { createHash, createPublicKey, generateKeyPairSync, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import fc from 'fast-check'
import * as v from 'valibot'
import { verifiesDigest } from '../../../src/verify/sigstore/prehashed.ts'
import { vectorsFolder } from '../../conformance/vectors.ts'

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

const Wycheproof = v.object({
  testGroups: v.array(
    v.object({
      publicKeyPem: v.string(),
      tests: v.array(v.object({ tcId: v.number(), msg: v.string(), sig: v.string(), result: v.string() })),
    }),
  ),
})

test('Wycheproof: ECDSA P-256 with SHA-256, each as it says', (t) => {
  const folder = vectorsFolder('wycheproof')
  if (folder === null) {
    t.log('skipped: ../shared/vectors/wycheproof is not there')
    t.pass()
    return
  }
  const text = readFileSync(join(folder, 'ecdsa_secp256r1_sha256_test.json'), 'utf8')
  const { testGroups } = v.parse(Wycheproof, JSON.parse(text))
  const wrong = testGroups.flatMap(({ publicKeyPem, tests }) => {
    const key = createPublicKey(publicKeyPem)
    return tests.filter(({ msg, sig, result }) => {
      const isGood = verifiesDigest(key, sha256(Buffer.from(msg, 'hex')), Buffer.from(sig, 'hex'))
      return isGood !== (result === 'valid')
    })
  })
  t.deepEqual(wrong, [])
  t.true(testGroups.length > 0)
})
