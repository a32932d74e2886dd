import fc from 'fast-check'
import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { limits } from '../../src/verify/index.ts'
import { createSigstoreWorld, SLSA_PREDICATE, type WorldPublisher } from '../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from './support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)
const WISH = { filename: FILE, sha256: DIGEST }
const ARTIFACT = artifactOf(FILE, DIGEST)

const setUp = async () => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const judge = (content: unknown, artifact = ARTIFACT) =>
    factsOf({ artifact, evidence: [evidenceOf('pep740-provenance', content)] }, trust)
  return {
    world,
    trust,
    judge,
    codes: async (content: unknown) => codesOf(await judge(content), 'attestation'),
  }
}

const github = (change: object = {}): WorldPublisher => ({
  kind: 'github',
  repository: 'acme/pay',
  workflow: 'release.yml',
  ...change,
})

test('each attestation of a provenance object is a fact of its own', async (t) => {
  const { world, judge } = await setUp()
  const facts = await judge(
    world.provenance([
      WISH,
      { ...WISH, predicateType: SLSA_PREDICATE, predicate: {} },
      { ...WISH, predicateType: 'https://acme.example/other' },
      { ...WISH, defect: 'signature-flipped' },
    ]),
  )
  t.deepEqual(codesOf(facts, 'attestation'), ['ok', 'ok', 'ok', 'TC2113'])
  t.deepEqual(
    facts.flatMap((fact) => (fact.check === 'attestation' && fact.result === 'ok' ? [fact.predicate] : [])),
    ['publish', 'slsa-provenance', 'other'],
  )
})

const LIES: readonly (readonly [string, WorldPublisher, WorldPublisher])[] = [
  ['repository', github(), github({ repository: 'acme/pay2' })],
  ['letter case of the repository', github(), github({ repository: 'Acme/pay' })],
  ['workflow', github(), github({ workflow: 'ci.yml' })],
  ['environment', github({ environment: 'pypi' }), github({ environment: 'testing' })],
  ['kind', github(), { kind: 'gitlab', repository: 'acme/pay' }],
  ['kind', { kind: 'gitlab', repository: 'acme/pay' }, github()],
  [
    'gitlab workflow',
    { kind: 'gitlab', repository: 'a/b', workflow: 'x.yml' },
    { kind: 'gitlab', repository: 'a/b' },
  ],
  ['address', { kind: 'google', email: 'a@b.example' }, { kind: 'google', email: 'c@b.example' }],
  ['issuer', { kind: 'email', email: 'a@b.example' }, { kind: 'google', email: 'a@b.example' }],
]

for (const [what, signer, claimed] of LIES) {
  test(`an index that names another ${what} (${signer.kind}, ${claimed.kind}) is TC2122`, async (t) => {
    const { world, codes } = await setUp()
    t.deepEqual(await codes(world.provenance([{ ...WISH, publisher: signer }], claimed)), ['TC2122'])
  })
}

for (const publisher of [
  github({ environment: 'pypi' }),
  { kind: 'gitlab', repository: 'group/sub/pay', environment: 'production' },
  { kind: 'google', email: 'robot@acme.example' },
] as const satisfies readonly WorldPublisher[]) {
  test(`a publisher of kind ${publisher.kind} is read from the certificate`, async (t) => {
    const { world, judge } = await setUp()
    t.like((await judge(world.provenance([{ ...WISH, publisher }])))[0], { result: 'ok', publisher })
  })
}

test('an environment that the certificate does not name is no contradiction', async (t) => {
  const { world, judge, codes } = await setUp()
  const claimed = github({ environment: 'pypi' })
  t.like((await judge(world.provenance([{ ...WISH, publisher: github() }], claimed)))[0], {
    publisher: { environment: null },
  })
  t.deepEqual(await codes(world.provenance([{ ...WISH, publisher: claimed }], github())), ['ok'])
})

const one = (publisher: object, attestations: readonly unknown[]) => ({
  version: 1,
  attestation_bundles: [{ publisher, attestations }],
})

test('what is no provenance object is TC2110, another version TC2121', async (t) => {
  const { world, codes } = await setUp()
  const good = world.attest(WISH)
  const publisher = { kind: 'GitHub', repository: 'pypa/sampleproject', workflow: 'release.yml' }
  t.deepEqual(await codes(one(publisher, [good])), ['ok'])
  t.deepEqual(await codes(Buffer.from('<html>not found</html>')), ['TC2110'])
  t.deepEqual(await codes(Buffer.from([0xff, 0xfe])), ['TC2110'])
  t.deepEqual(await codes(Buffer.alloc(0)), ['TC2110'])
  t.deepEqual(await codes({ ...one(publisher, [good]), version: 2 }), ['TC2121'])
  t.deepEqual(await codes({ version: 1, attestation_bundles: [] }), ['TC2110'])
  t.deepEqual(await codes(one(publisher, [])), ['TC2110'])
  t.deepEqual(await codes(one({}, [good])), ['TC2110'])
  t.deepEqual(await codes(one({ kind: 'GitHub' }, [good])), ['TC2110'])
  t.deepEqual(await codes(one({ kind: 'ActiveState' }, [good])), ['TC2110'])
  t.deepEqual(await codes(one({ kind: 'Acme' }, [good])), ['TC2121'])
  t.deepEqual(await codes(one({ ...publisher, kind: 'gitHub' }, [good])), ['TC2121'])
  const text = JSON.stringify(one(publisher, [good]))
  t.deepEqual(await codes(Buffer.from(text.replace('{', '{"version":1,'))), ['TC2110'])
})

test('size, depth and number of attestations are bounded', async (t) => {
  const { world, codes } = await setUp()
  const publisher = { kind: 'GitHub', repository: 'pypa/sampleproject', workflow: 'release.yml' }
  const good = world.attest(WISH)
  const many = (count: number) =>
    one(
      publisher,
      Array.from({ length: count }, () => good),
    )
  t.is((await codes(many(limits.MAX_ATTESTATIONS))).length, limits.MAX_ATTESTATIONS)
  t.deepEqual(await codes(many(limits.MAX_ATTESTATIONS + 1)), ['TC2110'])
  const text = Buffer.from(JSON.stringify(one(publisher, [good])))
  const sized = (size: number) => Buffer.concat([text, Buffer.alloc(size - text.length, ' ')])
  t.deepEqual(await codes(sized(limits.MAX_EVIDENCE_BYTES)), ['ok'])
  t.deepEqual(await codes(sized(limits.MAX_EVIDENCE_BYTES + 1)), ['TC2110'])
  const deep = '['.repeat(limits.MAX_EVIDENCE_DEPTH + 1) + ']'.repeat(limits.MAX_EVIDENCE_DEPTH + 1)
  t.deepEqual(await codes(Buffer.from(deep)), ['TC2110'])
})

test('names are compared as PEP 740 normalises them, and in no looser way', async (t) => {
  const { world, trust } = await setUp()
  const judge = async (attested: string, filename: string) => {
    const attestation = world.attest({ ...WISH, filename: attested })
    const evidence = [evidenceOf('pep740-attestation', attestation)]
    return codesOf(await factsOf({ artifact: artifactOf(filename, DIGEST), evidence }, trust), 'attestation')
  }
  t.deepEqual(await judge('a_b-1.0-py2.py3-none-any.whl', 'A_B-1.0-py3.py2-none-any.whl'), ['ok'])
  t.deepEqual(await judge('a_b-1.0.tar.gz', 'a.b-1.0.0.tar.gz'), ['TC2112'])
  t.deepEqual(await judge('a_b-1.0.tar.gz', 'A.B-1.0.tar.gz'), ['ok'])
  t.deepEqual(await judge('a_b-1.0.tar.gz', 'a_b-1.0.zip'), ['TC2112'])
  t.deepEqual(await judge('a_b-1.0.tar.gz', 'a_b-1.0-py3-none-any.whl'), ['TC2112'])
  t.deepEqual(await judge('a-b-1.0.tar.gz', 'a_b-1.0.tar.gz'), ['TC2112'])
  t.deepEqual(await judge('../a_b-1.0.tar.gz', 'a_b-1.0.tar.gz'), ['TC2112'])
})

test('no change of a single byte lets an attestation of other bytes through, or throws', async (t) => {
  const { world, judge } = await setUp()
  const text = Buffer.from(JSON.stringify(world.provenance([WISH])))
  const other = artifactOf(FILE, '0c'.repeat(32))
  await fc.assert(
    fc.asyncProperty(fc.nat(text.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
      const changed = Buffer.from(text)
      changed[at] = (changed[at] ?? 0) ^ by
      t.false(codesOf(await judge(changed, other), 'attestation').includes('ok'))
    }),
    { numRuns: 150 },
  )
})
