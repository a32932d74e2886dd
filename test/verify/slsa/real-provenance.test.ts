import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import test from 'ava'
import { publicGoodRoot, trustOf } from '../../../src/trust/index.ts'
import { SEED } from '../../conformance/vectors.ts'
import { artifactOf, evidenceOf, factsOf, sha256 } from '../support.ts'

const FOLDER = join(import.meta.dirname, '..', '..', 'vectors', 'pep740')
const FILE = 'pypi_attestations-0.0.19.tar.gz'

test('the provenance of a real release: level 2, by the workflow that its certificate names', async (t) => {
  const trust = trustOf([publicGoodRoot(readFileSync(SEED))], [])
  const artifact = artifactOf(FILE, sha256(readFileSync(join(FOLDER, FILE))))
  const evidence = [evidenceOf('pep740-attestation', readFileSync(join(FOLDER, `${FILE}.slsa.attestation`)))]
  const [fact] = await factsOf({ artifact, evidence }, trust)
  const workflow =
    'https://github.com/trailofbits/pypi-attestations/.github/workflows/release.yml@refs/tags/v0.0.19'
  t.like(fact, {
    result: 'ok',
    predicate: 'slsa-provenance',
    builder: workflow,
    build: {
      buildType: 'https://actions.github.io/buildtypes/workflow/v1',
      source: {
        repository: 'https://github.com/trailofbits/pypi-attestations',
        commit: '08802efe1f8e5fec4ad842d6b8ce97656092ee72',
      },
      level: 2,
      why: `${workflow} is no isolated builder that is known`,
    },
  })
})
