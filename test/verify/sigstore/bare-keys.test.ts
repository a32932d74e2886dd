import test from 'ava'
import { parseSigningKey, parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../support.ts'

const BYTES = Buffer.from('the bytes of a release')
const ARTIFACT = artifactOf('sampleproject-4.0.0.tar.gz', sha256(BYTES))
const SIGNED_MS = (NOW - 3600) * 1000

const setUp = async () => {
  const world = await createSigstoreWorld({ now: NOW })
  const root = parseTrustedRoot('world', world.trustedRoot)
  const signed = world.signByKey(BYTES)
  const judge = (keys: ReturnType<typeof parseSigningKey>[], artifact = ARTIFACT) =>
    factsOf(
      { artifact, evidence: [evidenceOf('sigstore-bundle', signed.bundle)] },
      trustOf([{ ...root, keys }], []),
    )
  return {
    world,
    judge,
    key: (endMs: number) => parseSigningKey(Buffer.from(signed.pem), { startMs: 0, endMs }),
  }
}

test('a bundle by a bare key verifies by a key that is trusted, and names it', async (t) => {
  const { judge, key } = await setUp()
  const trusted = key(SIGNED_MS)
  const [fact] = await judge([trusted])
  t.like(fact, {
    result: 'ok',
    predicateType: 'sigstore:message-signature',
    signedAt: NOW - 3600,
    publisher: { kind: 'key', issuer: '', fingerprint: trusted.fingerprint },
  })
})

test('an unknown key is TC2123, another TC2113, one that was not trusted then TC2115', async (t) => {
  const { world, judge, key } = await setUp()
  const other = parseSigningKey(Buffer.from(world.signByKey(BYTES).pem), { startMs: 0, endMs: SIGNED_MS })
  t.deepEqual(codesOf(await judge([]), 'attestation'), ['TC2123'])
  t.deepEqual(codesOf(await judge([other]), 'attestation'), ['TC2113'])
  t.deepEqual(codesOf(await judge([other, key(SIGNED_MS)]), 'attestation'), ['ok'])
  t.deepEqual(codesOf(await judge([key(SIGNED_MS - 1)]), 'attestation'), ['TC2115'])
  const elsewhere = artifactOf('sampleproject-4.0.0.tar.gz', '0b'.repeat(32))
  t.deepEqual(codesOf(await judge([key(SIGNED_MS)], elsewhere), 'attestation'), ['TC2111'])
})

test('trust knows its keys: facts of another set are not reused', async (t) => {
  const { world, key } = await setUp()
  const root = parseTrustedRoot('world', world.trustedRoot)
  const digests = [[], [key(1)], [key(2)]].map((keys) => trustOf([{ ...root, keys }], []).digest)
  t.is(new Set(digests).size, 3)
})

test('what is no public key in PEM is refused', (t) => {
  for (const bad of ['', 'x', '-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n']) {
    t.throws(() => parseSigningKey(Buffer.from(bad), { startMs: 0, endMs: 1 }), { code: 'keys-malformed' })
  }
  t.throws(() => parseSigningKey(Buffer.alloc(20_000, 'x'), { startMs: 0, endMs: 1 }), {
    code: 'keys-malformed',
  })
})
