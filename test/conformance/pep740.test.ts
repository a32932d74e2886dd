import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { publicGoodRoot, trustOf } from '../../src/trust/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW, sha256 } from '../verify/support.ts'
import { SEED, vectorsFolder } from './vectors.ts'

const FOLDER = vectorsFolder('pep740') ?? 'missing'
const TRUST = trustOf([publicGoodRoot(readFileSync(SEED))], [])
const GITHUB = { kind: 'github', issuer: 'https://token.actions.githubusercontent.com', environment: null }

/** What each is found to be against the public-good root, and for those that don't verify, why. */
const TABLE = [
  {
    file: 'sampleproject-4.0.0-py3-none-any.whl',
    evidence: '.publish.attestation',
    predicate: 'publish',
    publisher: {
      ...GITHUB,
      repository: 'pypa/sampleproject',
      workflow: 'release.yml',
      ref: 'refs/heads/main',
    },
  },
  {
    file: 'sampleproject-4.0.0.tar.gz',
    evidence: '.provenance',
    predicate: 'publish',
    publisher: {
      ...GITHUB,
      repository: 'pypa/sampleproject',
      workflow: 'release.yml',
      ref: 'refs/heads/main',
    },
  },
  {
    file: 'sampleproject-3.0.0.tar.gz',
    evidence: '.publish.attestation',
    predicate: 'publish',
    publisher: { kind: 'google', email: '919436158236-compute@developer.gserviceaccount.com' },
  },
  {
    file: 'abi3info-2024.10.3-py3-none-any.whl',
    evidence: '.provenance',
    predicate: 'publish',
    publisher: { ...GITHUB, repository: 'woodruffw/abi3info', ref: 'refs/tags/v2024.10.03' },
  },
  {
    file: 'pypi_attestations-0.0.19.tar.gz',
    evidence: '.provenance',
    predicate: 'publish',
    publisher: { ...GITHUB, repository: 'trailofbits/pypi-attestations', ref: 'refs/tags/v0.0.19' },
  },
  {
    file: 'pypi_attestations-0.0.19.tar.gz',
    evidence: '.publish.attestation',
    predicate: 'publish',
    publisher: { ...GITHUB, repository: 'trailofbits/pypi-attestations', trigger: 'release' },
  },
  {
    file: 'pypi_attestations-0.0.19.tar.gz',
    evidence: '.slsa.attestation',
    predicate: 'slsa-provenance',
    publisher: { ...GITHUB, repository: 'trailofbits/pypi-attestations', trigger: 'release' },
  },
  {
    file: 'pypi_attestations-0.0.19.tar.gz',
    evidence: '.publish.attestation.with_rekor2_timestamp',
    code: 'TC2114',
    why: 'signed on the staging instance: its certificate is of the staging authority, its log is log2025-alpha3.rekor.sigstage.dev; against the staging root it verifies, by jku@goto.fi',
  },
  {
    file: 'rfc8785-0.1.2-py3-none-any.whl',
    evidence: '.publish.attestation',
    code: 'TC2114',
    why: 'signed on the staging instance: its certificate is of the staging authority (same names, other keys), its log is rekor.sigstage.dev; against the staging root it verifies, by william@yossarian.net',
  },
  {
    file: 'gitlab_oidc_project-0.0.3.tar.gz',
    evidence: '.publish.attestation',
    predicate: 'publish',
    publisher: {
      kind: 'gitlab',
      issuer: 'https://gitlab.com',
      repository: 'facutuesca/gitlab-oidc-project',
      workflow: '.gitlab-ci.yml',
      ref: 'refs/heads/main',
    },
  },
  {
    file: 'pypi_attestation_models-0.0.4a2.tar.gz',
    evidence: '.attestation',
    predicate: 'publish',
    publisher: { ...GITHUB, repository: 'trailofbits/pypi-attestation-models', ref: 'refs/tags/v0.0.4a2' },
  },
] as const

for (const row of TABLE) {
  const { file, evidence } = row
  test(`${file}${evidence} ${'code' in row ? row.code : 'verifies'}`, async (t) => {
    const artifact = artifactOf(file, sha256(readFileSync(join(FOLDER, file))))
    const kind = evidence === '.provenance' ? 'pep740-provenance' : 'pep740-attestation'
    const read = evidenceOf(kind, readFileSync(join(FOLDER, file + evidence)))
    const facts = await factsOf({ artifact, evidence: [read] }, TRUST)
    t.deepEqual(codesOf(facts, 'attestation'), ['code' in row ? row.code : 'ok'])
    if ('publisher' in row) t.like(facts[0], { predicate: row.predicate, publisher: row.publisher })
  })
}

test('the table names every piece of evidence in the folder', (t) => {
  const found = readdirSync(FOLDER).filter((name) =>
    /provenance|attestation/.test(name.replace(/^[^.]*/, '')),
  )
  const evidence = found.filter((name) => !/(?:\.tar\.gz|\.whl)$/.test(name))
  t.deepEqual(evidence.toSorted(), TABLE.map((row) => row.file + row.evidence).toSorted())
})

const JUDGED = TABLE.filter((row) => !('code' in row))

test('no attestation verifies for another file, for other bytes, or cut short', async (t) => {
  for (const { file, evidence } of JUDGED) {
    const kind = evidence === '.provenance' ? 'pep740-provenance' : 'pep740-attestation'
    const bytes = readFileSync(join(FOLDER, file + evidence))
    const digest = sha256(readFileSync(join(FOLDER, file)))
    const judge = async (filename: string, sha: string, content: Uint8Array) =>
      codesOf(
        await factsOf({ artifact: artifactOf(filename, sha), evidence: [evidenceOf(kind, content)] }, TRUST),
        'attestation',
      )
    const other = file.startsWith('sampleproject-') ? 'TC2124' : 'TC2112'
    t.deepEqual(await judge('sampleproject-9.9.9.tar.gz', digest, bytes), [other], file)
    t.deepEqual(await judge(file, '0b'.repeat(32), bytes), ['TC2111'], file)
    t.notDeepEqual(await judge(file, digest, bytes.subarray(0, -2)), ['ok'], file)
  }
})

test('an attestation of the public instance is refused before it could have been signed', async (t) => {
  const file = 'sampleproject-4.0.0-py3-none-any.whl'
  const artifact = artifactOf(file, sha256(readFileSync(join(FOLDER, file))))
  const bytes = readFileSync(join(FOLDER, `${file}.publish.attestation`))
  const facts = await factsOf(
    { artifact, evidence: [evidenceOf('pep740-attestation', bytes)] },
    TRUST,
    1_730_932_627 - 301,
  )
  t.deepEqual(codesOf(facts, 'attestation'), ['TC2120'])
  t.true(NOW > 1_730_932_627)
})
