import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { sha256Of } from '../../../src/encoding/index.ts'
import type { Evidence } from '../../../src/verdict/index.ts'
import { scratchHome } from '../../client/fake-daemon.ts'
import { fileArtifact, known, question } from '../../protocol/samples.ts'
import { LIB, openHere, start } from '../running-daemon.ts'

const VECTORS = join(LIB, 'test/vectors/pep740')
const WHEEL = 'sampleproject-4.0.0-py3-none-any.whl'
const HOSTILE = join(import.meta.dirname, 'hostile-thread.ts')

const attestation = (bytes: Uint8Array): Evidence => ({
  kind: 'pep740-attestation',
  origin: { via: 'index', where: 'https://packages.example/evidence' },
  bytes: new Uint8Array(bytes),
})

test('evidence that spins is refused, kept as refused, and another file is judged meanwhile', async (t) => {
  const paths = await scratchHome(t)
  const daemon = known(await start(paths, [], undefined, HOSTILE))
  const client = await openHere(paths)
  const wheel = await readFile(join(VECTORS, WHEEL))
  const spinning = question({
    artifact: fileArtifact({ filename: 'evil-1.0-py3-none-any.whl' }),
    offer: 'offered',
    evidence: [attestation(Buffer.from('spin'))],
  })
  const good = question({
    artifact: fileArtifact({ filename: WHEEL, sha256: sha256Of(wheel) }),
    offer: 'offered',
    evidence: [attestation(await readFile(join(VECTORS, `${WHEEL}.publish.attestation`)))],
  })
  const [refused, judged] = await Promise.all([client.ask(spinning), client.ask(good)])
  t.like(refused, { decision: 'block', code: 'TC2129', fromCache: false })
  t.is(judged.facts.find(({ check }) => check === 'attestation')?.result, 'ok')
  t.like(await client.ask(spinning), { decision: 'block', code: 'TC2129', fromCache: true })
  await daemon.stop({ drain: true })
  await client.close()
  await daemon.ended
})

test('a daemon ends while a thread computes without an end: no verdict comes of it', async (t) => {
  const paths = await scratchHome(t)
  const daemon = known(await start(paths, [], undefined, HOSTILE))
  const client = await openHere(paths)
  const asked = t.throwsAsync(
    client.ask(question({ offer: 'offered', evidence: [attestation(Buffer.from('spin'))] })),
  )
  await client.status()
  await daemon.stop({ drain: false })
  await daemon.ended
  await asked
})
