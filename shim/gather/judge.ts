import type { Artifact } from '../../src/artifact/index.ts'
import { ClientError, type Question } from '../../src/client/index.ts'
import type { ClaimedDigest } from '../../src/protocol/index.ts'
import type { Evidence, ProvenanceOffer, ReasonCode } from '../../src/verdict/index.ts'
import type { LocalRefusal, OpenRun, Outcome } from '../runs/index.ts'
import type { GatherWorld } from './gather-world.ts'
import { precedentEvidence } from './precedent.ts'
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
}

/** Asks the daemon; every failure to get an answer is a refusal with words. */
export async function judge(run: OpenRun, subject: Subject, world: GatherWorld): Promise<Outcome> {
  const { path, artifact, ...rest } = subject
  const question: Question = {
    ...rest,
    artifact,
    run: run.asRun(),
    pinned: 'sha256' in artifact ? [...(run.pins.get(artifact.sha256) ?? [])] : [],
    precedent: null,
    suffixed: [],
  }
  const signal = AbortSignal.any([AbortSignal.timeout(VERDICT_MS), run.ended])
  try {
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
    return unanswered(artifact, error)
  }
}

function unanswered(artifact: Artifact, error: unknown): LocalRefusal {
  const found = error instanceof Error ? error.message : 'no answer'
  const hint = error instanceof ClientError ? (error.hint ?? null) : null
  return refusal({
    name: 'filename' in artifact ? artifact.filename : artifact.location,
    sha256: 'sha256' in artifact ? artifact.sha256 : null,
    channel: artifact.channel,
    location: artifact.location,
    finding: { code: unansweredCode(error), expected: 'a verdict of the daemon', found },
    hint: hint ?? 'trustctl status',
  })
}

function unansweredCode(error: unknown): ReasonCode {
  if (error instanceof ClientError && error.code === 'timeout') return 'TC5011'
  if (error instanceof ClientError && error.code === 'protocol') return 'TC5003'
  return error instanceof Error && error.name === 'TimeoutError' ? 'TC5011' : 'TC5001'
}

/** A refusal of the interceptor's own. */
export const refusal = (text: Omit<LocalRefusal, 'by' | 'decision'>): LocalRefusal => ({
  by: 'interceptor',
  decision: 'block',
  ...text,
})
