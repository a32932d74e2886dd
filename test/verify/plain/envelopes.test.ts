import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../../src/trust/index.ts'
import { limits } from '../../../src/verify/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../support.ts'
import {
  envelope,
  minisignKey,
  minisignPair,
  pemPair,
  plainKey,
  publishStatement,
  ringOf,
  trusting,
  type EnvelopeParts,
  type PairKind,
  type PemPair,
} from './signing.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const BYTES = Buffer.from('the bytes of a release')
const ARTIFACT = artifactOf(FILE, sha256(BYTES))
const STATEMENT = publishStatement(FILE, ARTIFACT.sha256)
const DANA = pemPair()
const SAM = pemPair('ed25519')
const TRUST = trusting(ringOf('acme', plainKey(DANA)), ringOf('oss', plainKey(SAM, 'Sam <sam@oss.example>')))

const facts = (
  content: unknown,
  trust = TRUST,
  kind: 'dsse-envelope' | 'pep740-attestation' = 'dsse-envelope',
) => factsOf({ artifact: ARTIFACT, evidence: [evidenceOf(kind, content)] }, trust)
const codes = async (...asked: Parameters<typeof facts>) => codesOf(await facts(...asked), 'attestation')

test('a statement by a key of a keyring is an attestation: without a log, and without a time that anybody proves', async (t) => {
  const [fact] = await facts(envelope(STATEMENT, [DANA]))
  const { fingerprint } = plainKey(DANA)
  t.like(fact, {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    log: [],
    signedAt: null,
    trustRoot: 'keyring acme',
    publisher: { kind: 'key', fingerprint, keyrings: ['acme'], owner: 'Dana <dana@acme.example>' },
  })
})

test('the same under the name of a PEP 740 attestation: its content tells', async (t) => {
  t.deepEqual(await codes(envelope(STATEMENT, [DANA]), TRUST, 'pep740-attestation'), ['ok'])
  t.deepEqual(await codes({ ...envelope(STATEMENT, [DANA]), version: 1 }, TRUST, 'pep740-attestation'), [
    'TC2110',
  ])
})

for (const kind of ['P-256', 'P-384', 'P-521', 'ed25519', 'rsa'] satisfies PairKind[]) {
  test(`a key of kind ${kind} signs, and another of its kind does not`, async (t) => {
    const pair = pemPair(kind)
    const trust = trusting(ringOf('acme', plainKey(pair)))
    t.deepEqual(await codes(envelope(STATEMENT, [pair]), trust), ['ok'])
    t.deepEqual(await codes(envelope(STATEMENT, [pemPair(kind)]), trust), ['TC2123'])
  })
}

test('a key in two keyrings is one attestation, which names both', async (t) => {
  const trust = trusting(ringOf('a', plainKey(DANA)), ringOf('b', plainKey(DANA, 'Somebody else')))
  const found = await facts(envelope(STATEMENT, [DANA, DANA]), trust)
  t.deepEqual(codesOf(found, 'attestation'), ['ok'])
  t.like(found[0], { publisher: { keyrings: ['a', 'b'], owner: 'Dana <dana@acme.example>' } })
})

test('each known signer is a fact; strangers beside one are left aside, and alone are refused', async (t) => {
  t.deepEqual(await codes(envelope(STATEMENT, [DANA, SAM])), ['ok', 'ok'])
  t.deepEqual(await codes(envelope(STATEMENT, [pemPair(), DANA])), ['ok'])
  t.deepEqual(await codes(envelope(STATEMENT, [pemPair()])), ['TC2123'])
})

test('a key id that names a trusted key binds it: hex of either case, or base64 as cosign writes it', async (t) => {
  const { fingerprint } = plainKey(DANA)
  const names = [fingerprint, fingerprint.toUpperCase(), Buffer.from(fingerprint, 'hex').toString('base64')]
  for (const keyid of names) {
    t.deepEqual(await codes(envelope(STATEMENT, [DANA], { keyid })), ['ok'])
    t.deepEqual(await codes(envelope(STATEMENT, [SAM], { keyid })), ['TC2113'])
    t.deepEqual(await codes(envelope(STATEMENT, [pemPair()], { keyid })), ['TC2113'])
  }
  t.deepEqual(await codes(envelope(STATEMENT, [DANA], { keyid: 'whatever' })), ['ok'])
})

test('a minisign key signs no statements, so that a file which it signed can not be passed off as one', async (t) => {
  const pair = minisignPair()
  const posing: PemPair = { kind: 'ed25519', secret: pair.secret, pem: Buffer.alloc(0) }
  t.deepEqual(await codes(envelope(STATEMENT, [posing]), trusting(ringOf('acme', minisignKey(pair)))), [
    'TC2123',
  ])
})

const changed = (change: (parts: EnvelopeParts) => void): unknown => {
  const parts = envelope(STATEMENT, [DANA])
  change(parts)
  return parts
}
const spoilt = (text: string): string => {
  const bytes = Buffer.from(text, 'base64')
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1
  return bytes.toString('base64')
}

const REFUSED: readonly (readonly [string, string, unknown])[] = [
  ['the payload changed', 'TC2123', changed((parts) => void (parts.payload = spoilt(parts.payload)))],
  [
    'the signature changed',
    'TC2123',
    changed((parts) => parts.signatures.forEach((each) => void (each.sig = spoilt(each.sig)))),
  ],
  ['another payload type', 'TC2121', changed((parts) => void (parts.payloadType = 'text/plain'))],
  ['a signed payload of another type', 'TC2121', envelope(STATEMENT, [DANA], { payloadType: 'text/plain' })],
  ['no signature', 'TC2110', changed((parts) => void (parts.signatures = []))],
  ['a field that there is not', 'TC2110', { ...envelope(STATEMENT, [DANA]), extra: 1 }],
  [
    'base64 without padding',
    'TC2110',
    changed((parts) => void (parts.payload = parts.payload.replace(/=*$/, 'A'))),
  ],
  ['another project', 'TC2112', envelope(publishStatement('other-4.0.0.tar.gz', ARTIFACT.sha256), [DANA])],
  [
    'another version',
    'TC2124',
    envelope(publishStatement('sampleproject-4.0.1.tar.gz', ARTIFACT.sha256), [DANA]),
  ],
  ['other bytes', 'TC2111', envelope(publishStatement(FILE, '0b'.repeat(32)), [DANA])],
  [
    'two subjects',
    'TC2110',
    envelope(
      { ...STATEMENT, subject: [1, 2].map(() => ({ name: FILE, digest: { sha256: ARTIFACT.sha256 } })) },
      [DANA],
    ),
  ],
  [
    'an older statement',
    'TC2121',
    envelope({ ...STATEMENT, _type: 'https://in-toto.io/Statement/v0.1' }, [DANA]),
  ],
  ['no statement', 'TC2110', envelope([1], [DANA])],
]

for (const [name, code, content] of REFUSED) {
  test(`refused: ${name}`, async (t) => {
    t.deepEqual(await codes(content), [code])
  })
}

test('every flipped bit of an envelope is refused', async (t) => {
  const bytes = Buffer.from(JSON.stringify(envelope(STATEMENT, [SAM])))
  const accepted: number[] = []
  for (let at = 0; at < bytes.length; at += 1) {
    const flipped = Buffer.from(bytes)
    flipped[at] = (bytes[at] ?? 0) ^ (1 << (at % 7))
    if ((await codes(flipped)).includes('ok')) accepted.push(at)
  }
  t.deepEqual(accepted, [])
})

test('signatures of one envelope have a limit', async (t) => {
  const many = (count: number) =>
    envelope(
      STATEMENT,
      Array.from({ length: count }, () => DANA),
    )
  t.deepEqual(await codes(many(limits.MAX_ENVELOPE_SIGNATURES)), ['ok'])
  t.deepEqual(await codes(many(limits.MAX_ENVELOPE_SIGNATURES + 1)), ['TC2110'])
})

test('so many keys are tried for one artifact and no more, unless the signature names its key', async (t) => {
  const strangers = Array.from({ length: limits.MAX_KEY_TRIALS }, () => plainKey(pemPair('ed25519')))
  const last = plainKey(DANA)
  const behind = (count: number) => trusting(ringOf('acme', ...strangers.slice(0, count), last))
  t.deepEqual(await codes(envelope(STATEMENT, [DANA]), behind(limits.MAX_KEY_TRIALS - 1)), ['ok'])
  t.deepEqual(await codes(envelope(STATEMENT, [DANA]), behind(limits.MAX_KEY_TRIALS)), ['TC2110'])
  const named = envelope(STATEMENT, [DANA], { keyid: last.fingerprint })
  t.deepEqual(await codes(named, behind(limits.MAX_KEY_TRIALS)), ['ok'])
})

const bundled = async () => {
  const world = await createSigstoreWorld({ now: NOW })
  const { bundle, pem } = world.signByKey(BYTES)
  const root = parseTrustedRoot('world', world.trustedRoot)
  const ring = ringOf('acme', plainKey({ ...DANA, pem: Buffer.from(pem) }))
  const judge = (content: unknown, keyrings = [ring], roots = [root]) =>
    factsOf(
      { artifact: ARTIFACT, evidence: [evidenceOf('sigstore-bundle', content)] },
      trustOf(roots, keyrings),
    )
  return { bundle, judge, ring }
}

test('a cosign bundle by a key of a keyring verifies, with its log and its time', async (t) => {
  const { bundle, judge } = await bundled()
  t.like((await judge(bundle))[0], {
    result: 'ok',
    signedAt: NOW - 3600,
    trustRoot: 'world',
    publisher: { kind: 'key', keyrings: ['acme'], owner: 'Dana <dana@acme.example>' },
  })
  t.deepEqual(codesOf(await judge(bundle, []), 'attestation'), ['TC2123'])
  t.deepEqual(codesOf(await judge(bundle, [ringOf('acme', plainKey(SAM))]), 'attestation'), ['TC2123'])
})

test('a log entry that is there must hold: no root, no verdict', async (t) => {
  const { bundle, judge, ring } = await bundled()
  t.deepEqual(codesOf(await judge(bundle, [ring], []), 'attestation'), ['TC2123'])
})

test('a bundle by a key of a keyring needs no log, and then proves no time', async (t) => {
  const { bundle, judge } = await bundled()
  const bare = structuredClone(bundle)
  if (typeof bare !== 'object' || bare === null || !('verificationMaterial' in bare)) return t.fail()
  const material = { publicKey: { hint: '' } }
  t.like((await judge({ ...bare, verificationMaterial: material }))[0], {
    result: 'ok',
    log: [],
    signedAt: null,
    trustRoot: 'keyring acme',
  })
  t.deepEqual(codesOf(await judge({ ...bare, verificationMaterial: material }, []), 'attestation'), [
    'TC2123',
  ])
})
