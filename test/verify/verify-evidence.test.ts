import test from 'ava'
import { keyringOf, parseKeys, parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { limits, verifyEvidence } from '../../src/verify/index.ts'
import type { ProvenanceOffer } from '../../src/verdict/index.ts'
import { createSigner } from '../world/openpgp/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from './support.ts'

const BYTES = Buffer.from('the bytes of a release')
const ARTIFACT = artifactOf('sampleproject-4.0.0.tar.gz', sha256(BYTES))
const WISH = { filename: ARTIFACT.filename, sha256: ARTIFACT.sha256 }
const NOTHING = trustOf([], [])

const OFFERS: readonly (readonly [ProvenanceOffer, string, string])[] = [
  ['none', 'missing', 'TC2102'],
  ['not-offered', 'missing', 'TC2101'],
  ['not-asked', 'missing', 'TC2101'],
  ['unavailable', 'unavailable', 'TC2104'],
  ['offered', 'unavailable', 'TC2104'],
]

for (const [offer, result, code] of OFFERS) {
  test(`no attestation where the index says «${offer}» is ${result}, ${code}`, async (t) => {
    const facts = await factsOf({ artifact: ARTIFACT, offer }, NOTHING)
    t.like(facts, [
      { check: 'attestation', result, finding: { code }, offer },
      { check: 'signature', result: 'missing', finding: { code: 'TC3101' } },
    ])
  })
}

test('a bad attestation beside a good one stays in sight', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const evidence = [
    evidenceOf('pep740-attestation', world.attest(WISH)),
    evidenceOf('pep740-attestation', world.attest({ ...WISH, defect: 'other-digest' })),
    evidenceOf('pep740-provenance', Buffer.from('not json')),
  ]
  t.deepEqual(codesOf(await factsOf({ artifact: ARTIFACT, evidence }, trust), 'attestation'), [
    'ok',
    'TC2111',
    'TC2110',
  ])
})

test('Sigstore bundles: a message signature and an envelope are about the bytes', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const evidence = [
    evidenceOf('sigstore-bundle', world.signMessage(BYTES)),
    evidenceOf('sigstore-bundle', world.bundle(WISH)),
  ]
  t.deepEqual(codesOf(await factsOf({ artifact: ARTIFACT, evidence }, trust), 'attestation'), ['ok', 'ok'])
  const other = artifactOf(ARTIFACT.filename, '0d'.repeat(32))
  t.deepEqual(codesOf(await factsOf({ artifact: other, evidence }, trust), 'attestation'), [
    'TC2111',
    'TC2111',
  ])
})

test('another instance, with the same names and other keys, is TC2114', async (t) => {
  const [world, staging] = [await createSigstoreWorld({ now: NOW }), await createSigstoreWorld({ now: NOW })]
  const evidence = [evidenceOf('pep740-attestation', staging.attest(WISH))]
  const one = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  t.deepEqual(codesOf(await factsOf({ artifact: ARTIFACT, evidence }, one), 'attestation'), ['TC2114'])
  t.deepEqual(codesOf(await factsOf({ artifact: ARTIFACT, evidence }, NOTHING), 'attestation'), ['TC2114'])
  const roots = [
    parseTrustedRoot('world', world.trustedRoot),
    parseTrustedRoot('staging', staging.trustedRoot),
  ]
  const [fact] = await factsOf({ artifact: ARTIFACT, evidence }, trustOf(roots, []))
  t.like(fact, { result: 'ok', trustRoot: 'staging' })
})

const ended = (endMs: number) => ({ startMs: 0, endMs })

test('a key that stopped being trusted does not reach back: the authority’s window counts at the signing time', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const root = parseTrustedRoot('world', world.trustedRoot)
  const judge = async (changed: typeof root) => {
    const evidence = [evidenceOf('pep740-attestation', world.attest(WISH))]
    return codesOf(await factsOf({ artifact: ARTIFACT, evidence }, trustOf([changed], [])), 'attestation')
  }
  const signedMs = (NOW - 3600) * 1000
  const authorities = (endMs: number) => root.authorities.map((each) => ({ ...each, valid: ended(endMs) }))
  const logs = (endMs: number) => root.logs.map((each) => ({ ...each, valid: ended(endMs) }))
  const ctLogs = root.ctLogs.map((each) => ({ ...each, valid: ended(signedMs - 86_400_000) }))
  t.deepEqual(await judge({ ...root, authorities: authorities(signedMs) }), ['ok'])
  t.deepEqual(await judge({ ...root, authorities: authorities(signedMs - 1) }), ['TC2115'])
  t.deepEqual(await judge({ ...root, logs: logs(signedMs) }), ['ok'])
  t.deepEqual(await judge({ ...root, logs: logs(signedMs - 1) }), ['TC2118'])
  t.deepEqual(await judge({ ...root, ctLogs }), ['TC2116'])
})

test('pieces of evidence are bounded, and more of them are not passed over in silence', async (t) => {
  const piece = evidenceOf('pep740-attestation', Buffer.from('x'))
  const codes = async (count: number) => {
    const evidence = Array.from({ length: count }, () => piece)
    return codesOf(await factsOf({ artifact: ARTIFACT, evidence }, NOTHING), 'attestation')
  }
  t.is((await codes(limits.MAX_EVIDENCE)).length, limits.MAX_EVIDENCE)
  t.is((await codes(limits.MAX_EVIDENCE + 1)).length, limits.MAX_EVIDENCE + 1)
  const signatures = Array.from({ length: limits.MAX_EVIDENCE }, () =>
    evidenceOf('openpgp-signature', Buffer.from('x')),
  )
  const good = [...signatures, piece]
  t.true(
    codesOf(await factsOf({ artifact: ARTIFACT, evidence: good }, NOTHING), 'attestation').includes('TC2110'),
  )
})

test('a signature from the future is looked at again when a clock may have been set right', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const evidence = [evidenceOf('pep740-attestation', world.attest(WISH))]
  const question = { artifact: ARTIFACT, evidence, offer: 'none', suffixed: [] } as const
  const early = NOW - 3600 - limits.CLOCK_SKEW_SECONDS
  t.like(await verifyEvidence(question, trust, early), { recheckAfter: null })
  t.like(await verifyEvidence(question, trust, early - 1), {
    facts: [{ finding: { code: 'TC2120' } }, { result: 'missing' }],
    recheckAfter: early - 1 + limits.CLOCK_SKEW_SECONDS,
  })
})

test('the facts are to be looked at again when the first key expires', async (t) => {
  const yearSeconds = 365 * 86_400
  const dana = await createSigner('Dana <dana@acme.example>', { expiresAfterSeconds: 3 * yearSeconds })
  const keys = await parseKeys(Buffer.from(dana.publicKey))
  const trust = trustOf([], [keyringOf('acme', { keys })])
  const evidence = [evidenceOf('openpgp-signature', await dana.sign(BYTES))]
  const question = { artifact: ARTIFACT, evidence, offer: 'none' } as const
  const now = Math.floor(Date.now() / 1000)
  const asked = await verifyEvidence({ ...question, suffixed: [] }, trust, now)
  t.is(asked.kind, 'digests-wanted')
  const { createHash } = await import('node:crypto')
  const suffixed = (asked.kind === 'digests-wanted' ? asked.wanted : []).map((wanted) => ({
    ...wanted,
    digest: createHash(wanted.algorithm)
      .update(BYTES)
      .update(Buffer.from(wanted.suffix, 'hex'))
      .digest('hex'),
  }))
  t.like(await verifyEvidence({ ...question, suffixed }, trust, now), {
    kind: 'facts',
    recheckAfter: keys[0]?.expiresAt,
  })
})
