import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { importPublicKey, verifiesWith } from '../../src/trust/index.ts'
import { verifiesDigest } from '../../src/verify/sigstore/prehashed.ts'
import { vectorsFolder } from './vectors.ts'

/** Null where the vectors are not at hand. */
export const FOLDER = vectorsFolder('wycheproof')

const Suite = v.object({
  testGroups: v.array(
    v.object({
      publicKeyDer: v.string(),
      tests: v.array(v.object({ tcId: v.number(), msg: v.string(), sig: v.string(), result: v.string() })),
    }),
  ),
})

type Verify = (key: ReturnType<typeof importPublicKey>, message: Buffer, signature: Buffer) => boolean

const prehashed =
  (hash: 'sha256' | 'sha384'): Verify =>
  (key, message, signature) =>
    verifiesDigest(key, createHash(hash).update(message).digest(), signature, hash)
const whole =
  (hash: 'sha256' | 'sha384'): Verify =>
  (key, message, signature) =>
    verifiesWith(key, hash, message, signature)

/** Each primitive that a verification uses, on the suite of its algorithm; `acceptable` ones are refused. */
export const PRIMITIVES: readonly (readonly [string, string, Verify])[] = [
  ['ECDSA P-256 by the bytes', 'ecdsa_secp256r1_sha256', whole('sha256')],
  ['ECDSA P-256 by the digest', 'ecdsa_secp256r1_sha256', prehashed('sha256')],
  ['ECDSA P-384 by the bytes', 'ecdsa_secp384r1_sha384', whole('sha384')],
  ['ECDSA P-384 by the digest', 'ecdsa_secp384r1_sha384', prehashed('sha384')],
  ['Ed25519', 'ed25519', whole('sha256')],
  ['RSA PKCS#1 v1.5 by the bytes', 'rsa_signature_2048_sha256', whole('sha256')],
  ['RSA PKCS#1 v1.5 by the digest', 'rsa_signature_2048_sha256', prehashed('sha256')],
]

/** Where a suite's word is `acceptable` it is about a missing NULL in RSA's DigestInfo (RFC 8017 §A.2.4): refused. */
export const judge = (name: string, verify: Verify) => {
  const { testGroups } = v.parse(
    Suite,
    JSON.parse(readFileSync(join(FOLDER ?? 'missing', `${name}_test.json`), 'utf8')),
  )
  return testGroups.flatMap(({ publicKeyDer, tests }) => {
    const key = importPublicKey(Buffer.from(publicKeyDer, 'hex'))
    return tests.map(({ tcId, msg, sig, result }) => ({
      tcId,
      found: verify(key, Buffer.from(msg, 'hex'), Buffer.from(sig, 'hex')),
      expected: result === 'valid',
      result,
    }))
  })
}
