import { releaseLine } from '../../python/index.ts'
import type { KeptFile } from '../../store/index.ts'
import type { RememberedPublisher } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import type { World } from '../world.ts'

/**
 * Who attested the `earlier` file whose provenance came with the question, as far as that verifies for the digest that the
 * listing gives for it. What does not verify, or is about another file, says nothing here.
 */
export async function historyPublishers(
  { artifact, precedent }: FileQuestion,
  earlier: KeptFile,
  world: World,
): Promise<readonly RememberedPublisher[]> {
  const { filename, version, kind, sha256 } = earlier
  const { index, project } = artifact
  if (index === null || sha256 === null || precedent?.filename !== filename) return []
  const now = world.now()
  const found = await world.verify(
    {
      artifact: { ...artifact, filename, version, kind, sha256, size: null },
      evidence: precedent.evidence,
      offer: 'offered',
      suffixed: [],
    },
    now,
  )
  if (found.kind === 'digests-wanted') return []
  const publishers = found.facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result === 'ok' ? [fact.publisher] : [],
  )
  return publishers.map((publisher) => ({
    index: index.url,
    project,
    publisher,
    lines: [releaseLine(version)],
    version,
    firstSeenAt: now,
    by: 'history',
  }))
}
