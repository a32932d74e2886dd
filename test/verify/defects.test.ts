import test from 'ava'
import { parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { createSigstoreWorld, DEFECTS, type Defect } from '../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from './support.ts'

const FILE = 'sampleproject-4.0.0-py3-none-any.whl'
const DIGEST = '0a'.repeat(32)

/** Every defect that the world can make, and the code that it must get. */
const CODES: readonly (readonly [Defect, string])[] = [
  ['other-digest', 'TC2111'],
  ['other-name', 'TC2112'],
  ['no-subject', 'TC2110'],
  ['two-subjects', 'TC2110'],
  ['sha512-only', 'TC2110'],
  ['statement-v0.1', 'TC2121'],
  ['statement-no-type', 'TC2110'],
  ['statement-other-type', 'TC2121'],
  ['statement-not-json', 'TC2110'],
  ['signature-flipped', 'TC2113'],
  ['statement-changed', 'TC2113'],
  ['lenient-base64', 'TC2110'],
  ['version-2', 'TC2121'],
  ['unknown-key', 'TC2110'],
  ['no-certificate', 'TC2110'],
  ['no-log-entry', 'TC2117'],
  ['doubled-log-entry', 'TC2120'],
  ['no-inclusion-proof', 'TC2118'],
  ['no-inclusion-promise', 'TC2120'],
  ['promise-flipped', 'TC2118'],
  ['time-changed', 'TC2118'],
  ['no-checkpoint', 'TC2118'],
  ['no-proof-hashes', 'TC2118'],
  ['proof-hash-flipped', 'TC2118'],
  ['proof-root-differs', 'TC2118'],
  ['proof-size-differs', 'TC2118'],
  ['proof-index-differs', 'TC2118'],
  ['checkpoint-root-differs', 'TC2118'],
  ['checkpoint-size-differs', 'TC2118'],
  ['checkpoint-other-key', 'TC2118'],
  ['checkpoint-other-origin', 'TC2118'],
  ['checkpoint-other-signer', 'TC2118'],
  ['log-unknown', 'TC2118'],
  ['body-other-signature', 'TC2119'],
  ['body-other-payload', 'TC2119'],
  ['body-other-certificate', 'TC2119'],
  ['body-other-kind', 'TC2119'],
  ['logged-in-future', 'TC2120'],
  ['logged-after-expiry', 'TC2115'],
  ['logged-before-validity', 'TC2115'],
  ['authority-unknown', 'TC2114'],
  ['no-code-signing', 'TC2115'],
  ['no-extended-key-usage', 'TC2115'],
  ['no-key-usage', 'TC2115'],
  ['other-key-usage', 'TC2115'],
  ['certificate-is-ca', 'TC2115'],
  ['no-sct', 'TC2116'],
  ['sct-flipped', 'TC2116'],
  ['sct-unknown-log', 'TC2116'],
]

const judged = async (defect?: Defect) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const attestation = world.attest({
    filename: FILE,
    sha256: DIGEST,
    ...(defect === undefined ? {} : { defect }),
  })
  const evidence = [evidenceOf('pep740-attestation', attestation)]
  return factsOf({ artifact: artifactOf(FILE, DIGEST), evidence }, trust)
}

test('an honest attestation verifies, and says all that it proves', async (t) => {
  const [fact] = await judged()
  t.like(fact, {
    check: 'attestation',
    result: 'ok',
    predicate: 'publish',
    trustRoot: 'world',
    signedAt: NOW - 3600,
    log: [{ log: 'world', integratedTime: NOW - 3600 }],
    publisher: {
      kind: 'github',
      issuer: 'https://token.actions.githubusercontent.com',
      subject: 'https://github.com/pypa/sampleproject/.github/workflows/release.yml@refs/heads/main',
      repository: 'pypa/sampleproject',
      workflow: 'release.yml',
      ref: 'refs/heads/main',
      trigger: 'push',
      environment: null,
      repositoryId: '14899596',
      ownerId: '647025',
    },
  })
})

for (const [defect, code] of CODES) {
  test(`${defect} is ${code}`, async (t) => {
    t.deepEqual(codesOf(await judged(defect), 'attestation'), [code])
  })
}

test('the table names every defect', (t) => {
  t.deepEqual(CODES.map(([defect]) => defect).toSorted(), Object.keys(DEFECTS).toSorted())
})
