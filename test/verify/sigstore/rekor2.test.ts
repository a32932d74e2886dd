import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { createSigstoreWorld, type StampedWish } from '../../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from '../support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const ARTIFACT = artifactOf(FILE, DIGEST)
const HOUR = 3600

const setUp = async (stamper: object = {}) => {
  const world = await createSigstoreWorld({ now: NOW, stamper })
  const root = parseTrustedRoot('world', world.trustedRoot)
  const judge = async (wish: Partial<StampedWish>, trusted = root) => {
    const bundle = world.stamped({ filename: FILE, sha256: DIGEST, ...wish })
    const evidence = [evidenceOf('sigstore-bundle', bundle)]
    return factsOf({ artifact: ARTIFACT, evidence }, trustOf([trusted], []))
  }
  return {
    root,
    judge,
    codes: async (wish: Partial<StampedWish>, trusted = root) =>
      codesOf(await judge(wish, trusted), 'attestation'),
  }
}

for (const kind of ['hashedrekord', 'dsse'] as const) {
  test(`an entry ${kind} 0.0.2 with a time stamp verifies, and says no time of the log’s`, async (t) => {
    const { judge } = await setUp()
    t.like((await judge({ kind }))[0], {
      result: 'ok',
      signedAt: NOW - HOUR,
      log: [{ log: 'world', index: '6', integratedTime: null }],
    })
  })
}

const ENTRIES = [
  ['no-checkpoint', 'TC2118'],
  ['no-proof', 'TC2118'],
  ['other-index', 'TC2118'],
  ['checkpoint-flipped', 'TC2118'],
  ['false-witness', 'TC2118'],
] as const

for (const [defect, code] of ENTRIES) {
  test(`an entry with ${defect} is ${code}`, async (t) => {
    const { codes } = await setUp()
    t.deepEqual(await codes({ entry: { defect } }), [code])
  })
}

const STAMPS = [
  'other-imprint',
  'signature-flipped',
  'not-granted',
  'other-certificate-named',
  'no-certificate-named',
  'content-changed',
  'other-key',
  'two-signers',
] as const

for (const defect of STAMPS) {
  test(`a time stamp with ${defect} is TC2120`, async (t) => {
    const { codes } = await setUp()
    t.deepEqual(await codes({ stamps: [{ defect }] }), ['TC2120'])
    t.deepEqual(await codes({ stamps: [{ defect }, {}] }), ['ok'], 'beside a good one it proves nothing')
  })
}

test('a time stamp needs no certificate of its own where the root names it', async (t) => {
  const { codes, root } = await setUp()
  t.deepEqual(await codes({ stamps: [{ withoutCertificate: true }] }), ['ok'])
  const unnamed = root.timestampAuthorities.map((each) => ({ ...each, signer: null }))
  const general = { ...root, timestampAuthorities: unnamed }
  t.deepEqual(await codes({ stamps: [{ withoutCertificate: true }] }, general), ['TC2120'])
  t.deepEqual(await codes({}, general), ['ok'], 'one that came along and was issued by the authority')
})

test('without a time stamp nobody says when it was', async (t) => {
  const { codes } = await setUp()
  t.deepEqual(await codes({ stamps: [] }), ['TC2120'])
})

test('every proven time is within the certificate’s life, and has come', async (t) => {
  const { codes } = await setUp()
  t.deepEqual(await codes({ stamps: [{ ago: HOUR + 60 }] }), ['TC2120'])
  t.deepEqual(await codes({ stamps: [{ ago: HOUR - 601 }] }), ['TC2120'])
  t.deepEqual(await codes({ stamps: [{}, { ago: HOUR - 601 }] }), ['TC2120'])
  t.deepEqual(await codes({ signedAt: NOW + HOUR, stamps: [{ ago: -HOUR }] }), ['TC2120'])
})

test('the authority of time stamps counts in its own window, and its certificate in its life', async (t) => {
  const { codes, root } = await setUp()
  const until = (endMs: number) => ({
    ...root,
    timestampAuthorities: root.timestampAuthorities.map((each) => ({
      ...each,
      valid: { startMs: 0, endMs },
    })),
  })
  const signedMs = (NOW - HOUR) * 1000
  t.deepEqual(await codes({}, until(signedMs)), ['ok'])
  t.deepEqual(await codes({}, until(signedMs - 1)), ['TC2120'])
  t.deepEqual(await codes({}, { ...root, timestampAuthorities: [] }), ['TC2120'])
  t.deepEqual(await (await setUp({ lifeYears: 4 })).codes({}), ['TC2120'])
})

test('only a certificate for time stamping stamps, critically (RFC 3161 §2.3)', async (t) => {
  t.deepEqual(await (await setUp({ purpose: '1.3.6.1.5.5.7.3.3' })).codes({}), ['TC2120'])
  t.deepEqual(await (await setUp({ critical: false })).codes({}), ['TC2120'])
})

test('one time stamp does not count twice', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const bundle: unknown = JSON.parse(
    JSON.stringify(world.stamped({ filename: FILE, sha256: DIGEST })).replace(
      /"rfc3161Timestamps":\[(.*?)\]/,
      '"rfc3161Timestamps":[$1,$1]',
    ),
  )
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const evidence = [evidenceOf('sigstore-bundle', bundle)]
  t.deepEqual(codesOf(await factsOf({ artifact: ARTIFACT, evidence }, trust), 'attestation'), ['TC2120'])
})
