import type { Artifact } from '../../src/artifact/index.ts'
import { checkOf, type Evidence } from '../../src/verdict/index.ts'
import type { KnownFile, OpenRun } from '../runs/index.ts'
import type { GatherWorld } from './gather-world.ts'
import { indexEvidence } from './index-evidence.ts'

/**
 * Largest provenance of an earlier file that is passed on: beside the largest evidence of the file itself it still fits
 * into one question, so that nobody can crowd out who attested before by attesting at length.
 */
export const MAX_PRECEDENT_BYTES = 96 * 1024

/** The provenance of an earlier file of the same index, as that index gives it; nothing where it can't be had. */
export async function precedentEvidence(
  run: OpenRun,
  artifact: Artifact,
  filename: string,
  { fetch, learn }: Pick<GatherWorld, 'fetch' | 'learn'>,
): Promise<readonly Evidence[]> {
  const find = (): KnownFile | null => run.pages.listed(filename, artifact.index?.url ?? '')
  if (find() === null && artifact.project !== null) await learn(run, artifact.project)
  const known = find()
  if (known === null) return []
  const { evidence } = await indexEvidence(run, known, fetch)
  return evidence.filter(
    ({ kind, bytes }) => checkOf(kind) === 'attestation' && bytes.byteLength <= MAX_PRECEDENT_BYTES,
  )
}
