import test from 'ava'
import { artifactOf, codesOf, evidenceOf, factsOf, sha256 } from '../support.ts'
import {
  envelope,
  minisignKey,
  minisignPair,
  pemPair,
  plainKey,
  publishStatement,
  rebuildStatement,
  ringOf,
  trusting,
} from '../plain/signing.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const ARTIFACT = artifactOf(FILE, sha256(Buffer.from('the bytes of a release')))
const ACME = pemPair()
const OSS = pemPair('ed25519')
const TRUST = trusting(
  ringOf('acme-rebuild', plainKey(ACME, 'Acme <rebuild@acme.example>')),
  ringOf('oss-rebuild', plainKey(OSS, 'OSS <rebuild@oss.example>')),
)
const SAME = rebuildStatement(FILE, ARTIFACT.sha256)

const facts = (
  content: unknown,
  kind: Parameters<typeof evidenceOf>[0] = 'rebuild-statement',
  trust = TRUST,
) => factsOf({ artifact: ARTIFACT, evidence: [evidenceOf(kind, content)] }, trust)

/** Result and code of each rebuild fact. */
const told = async (...asked: Parameters<typeof facts>): Promise<readonly string[]> =>
  (await facts(...asked)).flatMap((fact) =>
    fact.check === 'rebuild' ? [fact.result === 'ok' ? 'ok' : `${fact.result} ${fact.finding.code}`] : [],
  )

test("a rebuilder's word that it got these bytes is a fact, and no attestation", async (t) => {
  const found = await facts(envelope(SAME, [ACME]))
  t.like(found[0], {
    check: 'rebuild',
    result: 'ok',
    grade: 'identical',
    fingerprint: plainKey(ACME).fingerprint.toUpperCase(),
    keyrings: ['acme-rebuild'],
    owner: 'Acme <rebuild@acme.example>',
    builder: 'https://rebuild.example/one',
  })
  t.deepEqual(codesOf(found, 'attestation'), ['TC2102'])
})

test('OSS Rebuild marks its product by a prefix; an unnamed artifact is fine', async (t) => {
  t.deepEqual(await told(envelope(rebuildStatement(`rebuild/${FILE}`, ARTIFACT.sha256), [OSS])), ['ok'])
  const unnamed = {
    ...SAME,
    predicate: {
      buildDefinition: {
        buildType: 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1',
        externalParameters: {},
      },
    },
  }
  t.deepEqual(await told(envelope(unnamed, [OSS])), ['ok'])
})

test('each rebuilder who signed is a fact', async (t) => {
  t.deepEqual(await told(envelope(SAME, [ACME, OSS])), ['ok', 'ok'])
})

test('it is no attestation wherever it lies, not even where a SLSA provenance is expected', async (t) => {
  for (const kind of ['dsse-envelope', 'pep740-attestation'] as const) {
    const found = await facts(envelope(SAME, [ACME]), kind)
    t.deepEqual(await told(envelope(SAME, [ACME]), kind), ['ok'])
    t.deepEqual(codesOf(found, 'attestation'), ['TC2102'])
  }
})

const OTHER = '0b'.repeat(32)
const CASES: readonly (readonly [string, string, unknown])[] = [
  [
    'other bytes are no rebuild of these, and no forgery',
    'missing TC2511',
    envelope(rebuildStatement(FILE, OTHER), [ACME]),
  ],
  ['a stranger counts for nothing', 'missing TC2514', envelope(SAME, [pemPair()])],
  [
    'another file',
    'invalid TC2512',
    envelope(rebuildStatement('sampleproject-4.0.1.tar.gz', ARTIFACT.sha256), [ACME]),
  ],
  [
    'another artifact than the subject',
    'invalid TC2512',
    envelope(rebuildStatement(FILE, ARTIFACT.sha256, { artifact: 'other-1.0.tar.gz' }), [ACME]),
  ],
  [
    'a key that is named and did not sign',
    'invalid TC2513',
    envelope(SAME, [OSS], { keyid: plainKey(ACME).fingerprint }),
  ],
  [
    'an attestation of another kind',
    'invalid TC2515',
    envelope(publishStatement(FILE, ARTIFACT.sha256), [ACME]),
  ],
  [
    'another build type',
    'invalid TC2515',
    envelope(
      rebuildStatement(FILE, ARTIFACT.sha256, {
        buildType: 'https://docs.oss-rebuild.dev/builds/ArtifactEquivalence@v0.1',
      }),
      [ACME],
    ),
  ],
  [
    'no parameters',
    'invalid TC2510',
    envelope(
      {
        ...SAME,
        predicate: { buildDefinition: { buildType: 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1' } },
      },
      [ACME],
    ),
  ],
  [
    'two subjects',
    'invalid TC2510',
    envelope(
      { ...SAME, subject: [FILE, FILE].map((name) => ({ name, digest: { sha256: ARTIFACT.sha256 } })) },
      [ACME],
    ),
  ],
  ['no envelope', 'invalid TC2510', { hello: 1 }],
  ['no JSON', 'invalid TC2510', Buffer.from('hello')],
]

for (const [name, expected, content] of CASES) {
  test(`does not count: ${name}`, async (t) => {
    t.deepEqual(await told(content), [expected])
  })
}

test('a minisign key rebuilds nothing', async (t) => {
  const pair = minisignPair()
  const posing = { kind: 'ed25519', secret: pair.secret, pem: Buffer.alloc(0) } as const
  const trust = trusting(ringOf('acme-rebuild', minisignKey(pair)))
  t.deepEqual(await told(envelope(SAME, [posing]), 'rebuild-statement', trust), ['missing TC2514'])
})
