import { sign } from 'node:crypto'
import test from 'ava'
import { encodeBase64, readDer } from '../../../src/encoding/index.ts'
import { parseSigningKey, parseTrustedRoot, trustOf, type KeyStanding } from '../../../src/trust/index.ts'
import { limits, verifySigned } from '../../../src/verify/index.ts'
import { flipped, sha256 as digestOf } from '../../world/sigstore/keys.ts'
import { createSigstoreWorld, type World } from '../../world/sigstore/index.ts'
import { createIssuing, signCms } from '../../world/x509/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256, signatureFactsOf } from '../support.ts'
import { envelope, pemPair, plainKey, publishStatement, ringOf } from '../plain/signing.ts'
import { keyringOfCase } from '../x509/cms-cases.ts'

const HOUR = 3600
const BYTES = Buffer.from('the bytes of a release')
const ARTIFACT = artifactOf('sampleproject-4.0.0.tar.gz', sha256(BYTES))
const DANA = pemPair()
const { fingerprint } = plainKey(DANA)
const SIGNATURE = sign('sha256', BYTES, DANA.secret)
const [WORLD, OTHER] = [await createSigstoreWorld({ now: NOW }), await createSigstoreWorld({ now: NOW })]
const ROOT = parseTrustedRoot('world', WORLD.trustedRoot)

/** An authority's response about a signature, of so many seconds ago. */
const stamp = (signature: Uint8Array, ago: number, { services }: World = WORLD): Buffer =>
  services.stamp(Buffer.concat([digestOf(signature), Buffer.alloc(3)]), ago)

const bundle = (...stamps: readonly Uint8Array[]) => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: {
    publicKey: { hint: encodeBase64(Buffer.from(fingerprint, 'hex')) },
    tlogEntries: [],
    timestampVerificationData: {
      rfc3161Timestamps: stamps.map((each) => ({ signedTimestamp: encodeBase64(each) })),
    },
  },
  messageSignature: {
    messageDigest: { algorithm: 'SHA2_256', digest: encodeBase64(digestOf(BYTES)) },
    signature: encodeBase64(SIGNATURE),
  },
})

/** What a directory says of a key that ended half a day ago. */
const ended = (how: Partial<KeyStanding>, of: string = fingerprint): KeyStanding => ({
  fingerprint: of.toUpperCase(),
  notBeforeMs: (NOW - 99 * 24 * HOUR) * 1000,
  signUntilMs: (NOW + 99 * 24 * HOUR) * 1000,
  verifyUntilMs: (NOW + 199 * 24 * HOUR) * 1000,
  hasCeased: false,
  ended: null,
  by: 'a test',
  ...how,
})
const ENDED_MS = (NOW - 12 * HOUR) * 1000
const RETIRED = { hasCeased: true, signUntilMs: ENDED_MS }
const REPLACED = { ended: { kind: 'soft', sinceMs: ENDED_MS } } as const
const STOLEN = { ended: { kind: 'hard', sinceMs: ENDED_MS } } as const
const LOST = { ended: { kind: 'hard', sinceMs: null } } as const

const judged = (stamps: readonly Uint8Array[], how: Partial<KeyStanding> | null, roots = [ROOT]) =>
  factsOf(
    { artifact: ARTIFACT, evidence: [evidenceOf('sigstore-bundle', bundle(...stamps))] },
    trustOf(roots, [ringOf('acme', plainKey(DANA))], how === null ? [] : [ended(how)]),
  )
const codes = async (...asked: Parameters<typeof judged>) => codesOf(await judged(...asked), 'attestation')

test('a time stamp proves the time of a bundle by a key, which then outlives its key', async (t) => {
  const before = [stamp(SIGNATURE, 24 * HOUR)]
  t.like(await judged(before, null), [
    { result: 'ok', signedAt: NOW - 24 * HOUR, log: [], trustRoot: 'keyring acme' },
  ])
  for (const how of [RETIRED, REPLACED, STOLEN]) t.deepEqual(await codes(before, how), ['ok'])
  t.deepEqual(await codes(before, LOST), ['TC3503'], 'stolen nobody knows when')
  const early = { notBeforeMs: (NOW - HOUR) * 1000 }
  t.deepEqual(await codes(before, early), ['TC3501'], 'from before the key began')
  t.deepEqual(await codes(before, { ...RETIRED, verifyUntilMs: (NOW - 1) * 1000 }), ['TC3505'])
})

test('of a key that ended, a stamp that is forged, foreign, of something else or too late saves nothing', async (t) => {
  const good = stamp(SIGNATURE, 24 * HOUR)
  const nothing: Readonly<Record<string, readonly Uint8Array[]>> = {
    'no stamp': [],
    'a forged one': [flipped(good)],
    'one of another signature': [stamp(sign('sha256', BYTES, DANA.secret), 24 * HOUR)],
    'a stranger’s': [stamp(SIGNATURE, 24 * HOUR, OTHER)],
    'one of a time to come': [stamp(SIGNATURE, -limits.CLOCK_SKEW_SECONDS - 1)],
    'one from before the authority was': [stamp(SIGNATURE, 7 * 365 * 24 * HOUR)],
    'no DER': [Buffer.from('x')],
    'a bare token': [readDer(good).children[1]?.bytes ?? Buffer.alloc(0)],
  }
  for (const [what, stamps] of Object.entries(nothing)) {
    t.deepEqual(await codes(stamps, RETIRED), ['TC3502'], what)
    t.deepEqual(await codes(stamps, REPLACED), ['TC3502'], what)
    t.deepEqual(await codes(stamps, STOLEN), ['TC3503'], what)
    t.like(await judged(stamps, null), [{ result: 'ok', signedAt: null }], `${what}, of a key in use`)
  }
  t.deepEqual(await codes([good], RETIRED, []), ['TC3502'], 'an authority of a root that is not here')
  const late = [stamp(SIGNATURE, HOUR)]
  t.deepEqual(await codes(late, RETIRED), ['TC3504'])
  t.deepEqual(await codes(late, REPLACED), ['TC3502'])
  t.deepEqual(await codes(late, STOLEN), ['TC3503'])
})

test('of several stamps the earliest that holds counts, and what is wrong with others takes nothing away', async (t) => {
  const [early, late] = [stamp(SIGNATURE, 24 * HOUR), stamp(SIGNATURE, HOUR)]
  const stranger = stamp(SIGNATURE, 48 * HOUR, OTHER)
  for (const stamps of [
    [late, early],
    [early, flipped(late)],
    [stranger, early],
  ])
    t.like(await judged(stamps, RETIRED), [{ result: 'ok', signedAt: NOW - 24 * HOUR }])
  t.deepEqual(await codes([stranger, late], RETIRED), ['TC3504'], 'the stranger’s time is nobody’s word')
  const many = Array.from({ length: limits.MAX_TIMESTAMPS }, (_, nth) => stamp(SIGNATURE, nth * HOUR))
  t.deepEqual(await codes(many, null), ['ok'])
  t.deepEqual(await codes([...many, stranger], null), ['TC2110'])
})

test('why a stamp did not help is said', async (t) => {
  const [fact] = await judged([stamp(SIGNATURE, 24 * HOUR, OTHER)], RETIRED)
  t.true(fact?.result === 'invalid' && fact.finding.found.includes('time stamp authority of the trust root'))
})

test('whoever names a key needs a proof of the time, which a stamp is', (t) => {
  const key = parseSigningKey(DANA.pem, { startMs: 0, endMs: 8_640_000_000_000_000 })
  const asked = (stamps: readonly Uint8Array[], standings: readonly KeyStanding[] = [], roots = [ROOT]) =>
    verifySigned(
      {
        file: { sha256: ARTIFACT.sha256, filename: null },
        bundle: Buffer.from(JSON.stringify(bundle(...stamps))),
        origin: { via: 'argument', where: 'test' },
        signer: { kind: 'key', key },
        standings,
      },
      roots,
      NOW,
    )
  const before = [stamp(SIGNATURE, 24 * HOUR)]
  t.like(asked(before, [ended(RETIRED)]), { verified: true, by: [{ signedAt: NOW - 24 * HOUR }] })
  t.like(asked(before, [ended(LOST)]), { verified: false, finding: { code: 'TC3503' } })
  for (const stamps of [[], [flipped(before[0] ?? Buffer.alloc(9))], [stamp(SIGNATURE, 24 * HOUR, OTHER)]])
    t.like(asked(stamps), { verified: false, finding: { code: 'TC2117' } })
  t.like(asked(before, [], []), { verified: false, finding: { code: 'TC2117' } })
  t.like(asked([], [ended(RETIRED)]), { verified: false, finding: { code: 'TC3502' } })
})

/** DSSE's envelope of a publish statement; in the signature's extension its stamps. */
const enveloped = (stampOf: (signature: Buffer) => readonly Uint8Array[], changes: object = {}) => {
  const made = envelope(publishStatement('sampleproject-4.0.0.tar.gz', ARTIFACT.sha256), [DANA], {
    keyid: fingerprint,
  })
  const signatures = made.signatures.map((each) => {
    const stamps = stampOf(Buffer.from(each.sig, 'base64'))
    const rfc3161Timestamps = stamps.map((der) => ({ signedTimestamp: encodeBase64(der) }))
    const ext = { publicKey: { hint: fingerprint }, timestampVerificationData: { rfc3161Timestamps } }
    const kind = 'application/vnd.dev.sigstore.verificationmaterial;version=0.3'
    return { ...each, extension: { kind, ext: { ...ext, ...changes } } }
  })
  return { ...made, signatures }
}

test('a time stamp proves the time of an attestation by a key, in an extension of its signature', async (t) => {
  const opened = (content: unknown, how: Partial<KeyStanding> | null, roots = [ROOT]) =>
    factsOf(
      { artifact: ARTIFACT, evidence: [evidenceOf('pep740-attestation', content)] },
      trustOf(roots, [ringOf('acme', plainKey(DANA))], how === null ? [] : [ended(how)]),
    )
  const codesIn = async (...asked: Parameters<typeof opened>) =>
    codesOf(await opened(...asked), 'attestation')
  const before = enveloped((signature) => [stamp(signature, 24 * HOUR)])
  for (const how of [null, RETIRED, REPLACED, STOLEN])
    t.like(await opened(before, how), [{ result: 'ok', signedAt: NOW - 24 * HOUR }])
  t.deepEqual(await codesIn(before, LOST), ['TC3503'])
  t.deepEqual(await codesIn(before, RETIRED, []), ['TC3502'])
  const late = enveloped((signature) => [stamp(signature, HOUR)])
  t.deepEqual(await codesIn(late, RETIRED), ['TC3504'])
  const nothing: readonly ((signature: Buffer) => readonly Uint8Array[])[] = [
    () => [],
    (signature) => [flipped(stamp(signature, 24 * HOUR))],
    (signature) => [stamp(signature, 24 * HOUR, OTHER)],
    () => [stamp(SIGNATURE, 24 * HOUR)],
    (signature) => [stamp(signature, -limits.CLOCK_SKEW_SECONDS - 1)],
  ]
  for (const stamps of nothing) {
    t.deepEqual(await codesIn(enveloped(stamps), RETIRED), ['TC3502'])
    t.like(await opened(enveloped(stamps), null), [{ result: 'ok', signedAt: null }])
  }
  const many = (count: number) =>
    enveloped((signature) => Array.from({ length: count }, (_, nth) => stamp(signature, nth * HOUR)))
  t.deepEqual(await codesIn(many(limits.MAX_TIMESTAMPS), null), ['ok'])
  t.deepEqual(await codesIn(many(limits.MAX_TIMESTAMPS + 1), null), ['TC2110'])
  t.deepEqual(
    await codesIn(
      enveloped(() => [], { publicKey: { hint: 'another' } }),
      null,
    ),
    ['TC2110'],
  )
})

const issuing = createIssuing(NOW)
const ca = issuing.root('Acme Root CA')
const signer = issuing.signer('Dana', ca, { email: 'dana@acme.example' })

/** A CMS signature with a stamp, by a certificate that ended. */
const cmsCodes = async (
  stampOf: (signature: Buffer) => Buffer,
  standings: readonly KeyStanding[],
  roots = [ROOT],
) => {
  const stamped = (signature: Buffer) =>
    Buffer.from(readDer(stampOf(signature)).children[1]?.bytes ?? Buffer.alloc(0))
  const cms = signCms(BYTES, { signers: [{ holder: signer, stamp: stamped }], certificates: [signer] })
  const trust = trustOf(roots, [keyringOfCase({ roots: [ca], lists: [] })], standings)
  return codesOf(await signatureFactsOf(BYTES, [evidenceOf('cms-signature', cms)], trust), 'signature')
}

test('an authority of a trust root proves the time of a CMS signature too', async (t) => {
  const [retired, before] = [ended(RETIRED, sha256(signer.der)), 24 * HOUR]
  t.deepEqual(await cmsCodes((signature) => stamp(signature, before), [retired]), ['ok'])
  t.deepEqual(await cmsCodes((signature) => stamp(signature, before), [retired], []), ['TC3502'])
  t.deepEqual(await cmsCodes((signature) => stamp(signature, before, OTHER), [retired]), ['TC3502'])
  t.deepEqual(await cmsCodes((signature) => flipped(stamp(signature, before)), [retired]), ['TC3502'])
  t.deepEqual(await cmsCodes(() => stamp(SIGNATURE, before), [retired]), ['TC3502'])
  t.deepEqual(await cmsCodes((signature) => stamp(signature, HOUR), [retired]), ['TC3504'])
  const [stamper] = ROOT.timestampAuthorities.flatMap((each) => each.signer ?? [])
  const lost = ended(LOST, sha256(stamper?.der ?? Buffer.alloc(0)))
  t.deepEqual(await cmsCodes((signature) => stamp(signature, before), [lost]), ['TC3503'])
})
