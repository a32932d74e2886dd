import { releaseLine } from '../../python/index.ts'
import type { KeptListing } from '../../store/index.ts'
import type { RememberedPublisher } from '../../verdict/index.ts'
import type { FileQuestion } from '../file-question.ts'
import type { World } from '../world.ts'

/**
 * Who attested the earlier file whose provenance came with the question, as far as that verifies for the digest that the
 * listing gives for it. What does not verify is another file's matter and says nothing here.
 */
export async function historyPublishers(
  { artifact, precedent }: FileQuestion,
  kept: KeptListing,
  world: World,
): Promise<readonly RememberedPublisher[]> {
  const file = kept.files.find(({ filename }) => filename === precedent?.filename)
  if (precedent === null || file === undefined || file.sha256 === null) return []
  const { filename, version, kind, sha256 } = file
  const earlier = { ...artifact, filename, version, kind, sha256, size: null }
  const now = world.now()
  const found = await world.verify(
    { artifact: earlier, evidence: precedent.evidence, offer: 'offered', suffixed: [] },
    now,
  )
  if (found.kind === 'digests-wanted') return []
  const publishers = found.facts.flatMap((fact) =>
    fact.check === 'attestation' && fact.result === 'ok' ? [fact.publisher] : [],
  )
  return publishers.map((publisher) => ({
    index: kept.index,
    project: kept.project,
    publisher,
    lines: [releaseLine(version)],
    version,
    firstSeenAt: now,
    by: 'history',
  }))
}
