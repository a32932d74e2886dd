import test from 'ava'
import {
  parseKeys,
  keyringOf,
  parseRevocation,
  parseTrustedRoot,
  revocationText,
  standingOfRevocation,
  trustOf,
  type KeyStanding,
  type Trust,
} from '../../../src/trust/index.ts'
import { verifyEvidence } from '../../../src/verify/index.ts'
import { createSigner } from '../../world/openpgp/index.ts'
import { createSigstoreWorld } from '../../world/sigstore/index.ts'
import { createIssuing, signCms, stampToken, TIME_STAMPING } from '../../world/x509/index.ts'
import { sequence } from '../../world/sigstore/der.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256, signatureFactsOf } from '../support.ts'
import {
  envelope,
  minisig,
  minisignKey,
  minisignPair,
  pemPair,
  plainKey,
  publishStatement,
  ringOf,
} from '../plain/signing.ts'
import { keyringOfCase } from '../x509/cms-cases.ts'

const DAY = 86_400
const FILE = 'sampleproject-4.0.0.tar.gz'
const BYTES = Buffer.from('the bytes of a release')
const ARTIFACT = artifactOf(FILE, sha256(BYTES))
const FOREVER = 8_640_000_000_000_000

/** What a directory says of a key; times are seconds from now. */
const standing = (
  fingerprint: string,
  {
    from = -99 * DAY,
    sign = 99 * DAY,
    verify = 199 * DAY,
    hasCeased = false,
    ended = null as KeyStanding['ended'],
  } = {},
): KeyStanding => ({
  fingerprint: fingerprint.toUpperCase(),
  notBeforeMs: (NOW + from) * 1000,
  signUntilMs: (NOW + sign) * 1000,
  verifyUntilMs: (NOW + verify) * 1000,
  hasCeased,
  ended,
  by: 'a test',
})
const soft = (at: number): KeyStanding['ended'] => ({ kind: 'soft', sinceMs: (NOW + at) * 1000 })
const hard = (at: number | null): KeyStanding['ended'] => ({
  kind: 'hard',
  sinceMs: at === null ? null : (NOW + at) * 1000,
})

/** What comes of a signature without, and with, a time that is proven (an hour ago), for each standing. */
const CASES: readonly {
  readonly what: string
  readonly how: Parameters<typeof standing>[1]
  readonly bare: string
  readonly proven: string
}[] = [
  { what: 'in use', how: {}, bare: 'ok', proven: 'ok' },
  { what: 'to begin tomorrow', how: { from: DAY }, bare: 'TC3501', proven: 'TC3501' },
  { what: 'begun since it was signed', how: { from: -60 }, bare: 'ok', proven: 'TC3501' },
  { what: 'verifying only, signed before', how: { sign: -60 }, bare: 'TC3502', proven: 'ok' },
  { what: 'to cease in a minute', how: { sign: 60 }, bare: 'ok', proven: 'ok' },
  { what: 'verifying only by a person’s word', how: { hasCeased: true }, bare: 'TC3502', proven: 'ok' },
  { what: 'verifying only, signed after', how: { sign: -DAY }, bare: 'TC3502', proven: 'TC3504' },
  { what: 'past', how: { sign: -DAY, verify: -60 }, bare: 'TC3505', proven: 'TC3505' },
  { what: 'replaced since', how: { ended: soft(-60) }, bare: 'TC3502', proven: 'ok' },
  { what: 'replaced before', how: { ended: soft(-DAY) }, bare: 'TC3502', proven: 'TC3502' },
  { what: 'stolen since', how: { ended: hard(-60) }, bare: 'TC3503', proven: 'ok' },
  { what: 'stolen that very second', how: { ended: hard(-3600) }, bare: 'TC3503', proven: 'TC3503' },
  { what: 'stolen before', how: { ended: hard(-DAY) }, bare: 'TC3503', proven: 'TC3503' },
  { what: 'stolen nobody knows when', how: { ended: hard(null) }, bare: 'TC3503', proven: 'TC3503' },
]

const MINI = minisignPair()
const DANA = pemPair()
const ENVELOPE = envelope(publishStatement(FILE, ARTIFACT.sha256), [DANA])
const GPG = await createSigner('Dana <dana@acme.example>', { signingSubkey: true })
const GPG_KEYS = await parseKeys(Buffer.from(GPG.publicKey))
const GPG_NOW = Math.floor(Date.now() / 1000)
const WORLD = await createSigstoreWorld({ now: NOW })
const KEYED = WORLD.signByKey(BYTES)
const KEY = { ...DANA, pem: Buffer.from(KEYED.pem) }
const ROOT = parseTrustedRoot('world', WORLD.trustedRoot)

const minisigned = (standings: readonly KeyStanding[]) =>
  signatureFactsOf(
    BYTES,
    [evidenceOf('minisign-signature', Buffer.from(minisig(MINI, BYTES)))],
    trustOf([], [ringOf('acme', minisignKey(MINI))], standings),
  )
const enveloped = (standings: readonly KeyStanding[], content: unknown = ENVELOPE) =>
  factsOf(
    { artifact: ARTIFACT, evidence: [evidenceOf('dsse-envelope', content)] },
    trustOf([], [ringOf('acme', plainKey(DANA))], standings),
  )
const bundled = (standings: readonly KeyStanding[]) =>
  factsOf(
    { artifact: ARTIFACT, evidence: [evidenceOf('sigstore-bundle', KEYED.bundle)] },
    trustOf([ROOT], [ringOf('acme', plainKey(KEY))], standings),
  )

for (const { what, how, bare, proven } of CASES) {
  test(`a key that is ${what}: minisign, envelope, bundle with a log entry`, async (t) => {
    const mini = await minisigned([standing(minisignKey(MINI).fingerprint, how)])
    t.deepEqual(codesOf(mini, 'signature'), [bare])
    const found = await enveloped([standing(plainKey(DANA).fingerprint, how)])
    t.deepEqual(codesOf(found, 'attestation'), [bare])
    const logged = await bundled([standing(plainKey(KEY).fingerprint, how)])
    t.deepEqual(codesOf(logged, 'attestation'), [proven])
  })
}

for (const { what, how, bare } of CASES.filter(({ bare: code }) => code !== 'TC3501')) {
  test(`an OpenPGP key or subkey that is ${what}: its signatures prove no time`, async (t) => {
    const subkey = GPG_KEYS[0]?.signers[1] ?? ''
    for (const name of [GPG.fingerprint, subkey]) {
      const trust = trustOf([], [keyringOf('acme', { keys: GPG_KEYS })], [standing(name, how)])
      const evidence = [evidenceOf('openpgp-signature', await GPG.sign(BYTES))]
      // The signer's world has the machine's clock, and the standings that of this test.
      const facts = await signatureFactsOf(BYTES, evidence, shifted(trust), GPG_NOW)
      t.deepEqual(codesOf(facts, 'signature'), [bare], name)
    }
  })
}

/** The same standings seen from the machine's clock. */
function shifted(trust: Trust): Trust {
  const by = (GPG_NOW - NOW) * 1000
  const move = (ms: number): number => Math.min(FOREVER, ms + by)
  const standings = trust.standings.map((each) => ({
    ...each,
    notBeforeMs: move(each.notBeforeMs),
    signUntilMs: move(each.signUntilMs),
    verifyUntilMs: move(each.verifyUntilMs),
    ended: each.ended === null || each.ended.sinceMs === null ? each.ended : movedEnd(each.ended, move),
  }))
  return { ...trust, standings }
}

function movedEnd(ended: NonNullable<KeyStanding['ended']>, move: (ms: number) => number) {
  return { kind: ended.kind, sinceMs: move(ended.sinceMs ?? 0) }
}

const issuing = createIssuing(NOW)
const ca = issuing.root('Acme Root CA')
const signer = issuing.signer('Dana', ca, { email: 'dana@acme.example' })
const stamper = issuing.signer('stamps', ca, {
  purposes: null,
  extensions: { '2.5.29.37': { critical: true, value: purposeOf(TIME_STAMPING) } },
})
const cms = (isStamped: boolean): Buffer =>
  signCms(BYTES, {
    signers: [
      {
        holder: signer,
        signingTime: NOW - 9 * DAY,
        ...(isStamped
          ? { stamp: (signature: Buffer) => stampToken(signature, NOW - 3600, { stamper }) }
          : {}),
      },
    ],
    certificates: [signer],
  })
const cmsCodes = async (isStamped: boolean, standings: readonly KeyStanding[]) => {
  const trust = trustOf([], [keyringOfCase({ roots: [ca], lists: [] })], standings)
  return codesOf(
    await signatureFactsOf(BYTES, [evidenceOf('cms-signature', cms(isStamped))], trust),
    'signature',
  )
}

function purposeOf(id: string): Buffer {
  const [first = 0, second = 0, ...rest] = id.split('.').map(Number)
  const body = Buffer.from([first * 40 + second, ...rest])
  return sequence(Buffer.concat([Buffer.from([6, body.length]), body]))
}

for (const { what, how, bare, proven } of CASES) {
  test(`a CMS signer or CA that is ${what}: a time stamp proves the time, the signer’s claim does not`, async (t) => {
    for (const name of [sha256(signer.key.spki), sha256(signer.der), sha256(ca.der)]) {
      t.deepEqual(await cmsCodes(false, [standing(name, how)]), [bare])
      t.deepEqual(await cmsCodes(true, [standing(name, how)]), [proven])
    }
  })
}

test('a time stamp by an authority whose key was lost proves nothing', async (t) => {
  const lost = standing(sha256(stamper.der), { ended: hard(-DAY) })
  t.deepEqual(await cmsCodes(true, [lost]), ['TC3503'])
})

test('of several words about a key each holds, whatever their order', async (t) => {
  const { fingerprint } = minisignKey(MINI)
  const words = [standing(fingerprint), standing(fingerprint, { ended: hard(null) }), standing(fingerprint)]
  t.deepEqual(codesOf(await minisigned(words), 'signature'), ['TC3503'])
  t.deepEqual(codesOf(await minisigned(words.toReversed()), 'signature'), ['TC3503'])
})

test('a lost key beside a good one in an envelope is left aside; alone it is refused', async (t) => {
  const sam = pemPair('ed25519')
  const both = envelope(publishStatement(FILE, ARTIFACT.sha256), [DANA, sam])
  const rings = [ringOf('acme', plainKey(DANA), plainKey(sam, 'Sam <sam@acme.example>'))]
  const lost = [standing(plainKey(DANA).fingerprint, { ended: hard(null) })]
  const found = await factsOf(
    { artifact: ARTIFACT, evidence: [evidenceOf('dsse-envelope', both)] },
    trustOf([], rings, lost),
  )
  t.like(found[0], { result: 'ok', publisher: { owner: 'Sam <sam@acme.example>' } })
  t.is(found.filter(({ check }) => check === 'attestation').length, 1)
})

test('a keyring counts until its time is up, and facts are looked at again then', async (t) => {
  const until = (NOW + DAY) * 1000
  const ring = { ...ringOf('acme', plainKey(DANA)), countsUntilMs: until }
  const asked = {
    artifact: ARTIFACT,
    evidence: [evidenceOf('dsse-envelope', ENVELOPE)],
    offer: 'none',
    suffixed: [],
  } as const
  const answer = await verifyEvidence(asked, trustOf([], [ring]), NOW)
  t.like(answer, { kind: 'facts', recheckAfter: NOW + DAY })
  t.deepEqual(codesOf(await factsOf(asked, trustOf([], [ring]), NOW + DAY), 'attestation'), ['TC2123'])
})

test('facts are looked at again when a key begins, and when what it signed ceases to count', async (t) => {
  const evidence = [evidenceOf('dsse-envelope', ENVELOPE)]
  const asked = { artifact: ARTIFACT, evidence, offer: 'none', suffixed: [] } as const
  for (const [how, at] of [
    [{ from: DAY }, DAY],
    [{ verify: 5 * DAY, sign: DAY }, 5 * DAY],
  ] as const) {
    const trust = trustOf([], [ringOf('acme', plainKey(DANA))], [standing(plainKey(DANA).fingerprint, how)])
    t.like(await verifyEvidence(asked, trust, NOW), { recheckAfter: NOW + at })
  }
})

test('every part of a standing is in the digest of the trust, and in the trust of another thread', (t) => {
  const { fingerprint } = plainKey(DANA)
  const all = [
    {},
    { from: 1 },
    { sign: 1 },
    { verify: 1000 * DAY },
    { ended: soft(1) },
    { ended: hard(1) },
    { ended: hard(null) },
  ]
  const digests = all.map((how) => trustOf([], [], [standing(fingerprint, how)]).digest)
  t.is(new Set([...digests, trustOf([], []).digest]).size, all.length + 1)
})

test('a revocation is written and read as the same, and nothing else is read', (t) => {
  const revocation = {
    format: 1,
    fingerprint: 'AB'.repeat(32),
    kind: 'hard',
    reason: 'compromised',
    at: NOW,
    by: 'dana',
    compromisedSince: NOW - DAY,
    note: 'a laptop was stolen',
  } as const
  const text = revocationText(revocation)
  t.deepEqual(parseRevocation(Buffer.from(text)), revocation)
  t.is(standingOfRevocation(revocation, 'dana').ended?.sinceMs, (NOW - DAY) * 1000)
  for (const wrong of [
    text.replace('"format":1', '"format":2'),
    text.replace('"kind":"hard"', '"kind":"soft"'),
    text.replace('"by"', '"by":"x","by"'),
    text.replace('AB', 'ab'),
    text.replace('2026-08-31', '2026-02-30'),
    '{}',
  ]) {
    t.throws(() => parseRevocation(Buffer.from(wrong)), { code: 'revocation-malformed' }, wrong)
  }
})
