import type { Artifact } from '../../src/artifact/index.ts'
import type { Question } from '../../src/client/index.ts'
import type { ClaimedDigest } from '../../src/protocol/index.ts'
import type { Evidence, ProvenanceOffer } from '../../src/verdict/index.ts'
import type { OpenRun, Outcome, ServedPage } from '../runs/index.ts'
import type { GatherWorld } from './gather-world.ts'
import { precedentEvidence } from './precedent.ts'
import { refusal, unanswered } from './refusal.ts'
import { suffixedDigests } from './suffixed-digests.ts'

/** How long one verdict may take. pip gives up on 15 s of silence. */
const VERDICT_MS = 12_000

/** One question, gathered. */
export interface Subject {
  readonly artifact: Artifact
  readonly claimed: readonly ClaimedDigest[]
  readonly offer: ProvenanceOffer
  readonly evidence: readonly Evidence[]
  readonly derivedFrom: string | null
  /** Where the bytes lie, when they are at hand; needed for signatures over them. */
  readonly path: string | null
  /** The page that names it; null for what no page names. */
  readonly page: ServedPage | null
  /** True where pip found it beside every index: then its name must be nobody's own. */
  readonly isBesideIndexes: boolean
}

/** Asks the daemon; every failure to get an answer is a refusal with words. */
export async function judge(run: OpenRun, subject: Subject, world: GatherWorld): Promise<Outcome> {
  const { path, artifact, page, isBesideIndexes, ...rest } = subject
  const question: Question = {
    ...rest,
    artifact,
    run: run.asRun(),
    pinned: 'sha256' in artifact ? [...(run.pins.get(artifact.sha256) ?? [])] : [],
    ...('sha256' in artifact && lockedFor(run, artifact)),
    precedent: null,
    suffixed: [],
  }
  const signal = AbortSignal.any([AbortSignal.timeout(VERDICT_MS), run.ended])
  try {
    if (page !== null) await world.desk.settle(run, page)
    const foreign = isBesideIndexes && 'sha256' in artifact ? await world.desk.foreign(run, artifact) : null
    if (foreign !== null) return foreign
    const digests =
      path === null
        ? {}
        : { digests: (wanted: Parameters<typeof suffixedDigests>[1]) => suffixedDigests(path, wanted) }
    const verdict = await world.daemon.ask(question, {
      ...digests,
      precedent: (filename) => precedentEvidence(run, artifact, filename, world),
      signal,
    })
    return { by: 'daemon', decision: verdict.decision, artifact, verdict }
  } catch (error) {
    return refusal({
      name: 'filename' in artifact ? artifact.filename : artifact.location,
      sha256: 'sha256' in artifact ? artifact.sha256 : null,
      channel: artifact.channel,
      location: artifact.location,
      ...unanswered(error, 'a verdict of the daemon'),
    })
  }
}

function lockedFor(
  { locks }: OpenRun,
  artifact: Parameters<OpenRun['locks']['namedFor']>[0],
): Pick<Question, 'locked'> {
  const locked = locks.namedFor(artifact)
  return locked.length === 0 ? {} : { locked }
}
