import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { sha256Of } from '../../src/encoding/index.ts'
import { fileArtifact, known, question, RUN } from '../protocol/samples.ts'
import { LIB, runningDaemon } from './running-daemon.ts'

const VECTORS = join(LIB, 'test/vectors/pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'

test('a real attestation from an evidence folder is verified once and proves the publisher', async (t) => {
  const bytes = await readFile(join(VECTORS, WHEEL))
  const { open } = await runningDaemon(t, (paths) =>
    writeFile(paths.settingsFile, JSON.stringify({ evidence: [VECTORS] }), { mode: 0o600 }),
  )
  const client = await open()
  const artifact = fileArtifact({ filename: WHEEL, sha256: sha256Of(bytes) })
  const asked = question({ artifact })
  const uploadedAt = Date.parse('2024-11-06T00:00:00Z') / 1000
  await client.releases(RUN, {
    index: known(artifact.index),
    project: artifact.project,
    status: null,
    offersProvenance: true,
    files: [
      {
        filename: artifact.filename,
        version: artifact.version,
        kind: artifact.kind,
        sha256: artifact.sha256,
        uploadedAt,
        attested: true,
        yanked: false,
      },
    ],
  })
  const verdict = await client.ask(asked)
  t.is(verdict.decision, 'allow')
  t.like(
    verdict.facts.find(({ check }) => check === 'publisher'),
    { result: 'ok', relation: 'first' },
  )
  const attested = verdict.facts.find(({ check }) => check === 'attestation')
  t.like(attested, {
    result: 'ok',
    publisher: {
      kind: 'github',
      repository: 'pypa/sampleproject',
      workflow: 'release.yml',
      ref: 'refs/heads/main',
    },
  })
  t.true((await client.ask(asked)).fromCache)
  await client.close()
})

test('other bytes under the attested name are refused', async (t) => {
  const { open } = await runningDaemon(t, (paths) =>
    writeFile(paths.settingsFile, JSON.stringify({ evidence: [VECTORS] }), { mode: 0o600 }),
  )
  const client = await open()
  const sha256 = sha256Of(Buffer.from('tampered'))
  const verdict = await client.ask(question({ artifact: fileArtifact({ filename: WHEEL, sha256 }) }))
  t.is(verdict.decision, 'block')
  t.is(verdict.code, 'TC2111')
  await client.close()
})
