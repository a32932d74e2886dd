import type { Artifact, ArtifactKind, Channel } from '../../artifact/index.ts'
import type { ProjectName, Version } from '../../python/index.ts'
import type { DerivationFact, Fact, Run } from '../../verdict/index.ts'
import { indexUrl } from '../index-url.ts'
import type { NamedIndex, Policy } from '../policy.ts'
import { availableFacts, type Available } from './availability.ts'
import type { PolicyQuestion } from './question.ts'

/** What rules look at: the artifact, or the source that stands for it. */
export interface Subject {
  readonly artifact: Artifact
  readonly available: Available
  readonly project: ProjectName | null
  readonly version: Version | null
  readonly kind: ArtifactKind
  readonly channel: Channel
  /** The policy's names for where it came from; empty where no index gave it. */
  readonly indexes: readonly string[]
  /** The index's URL as `indexUrl` spells it; null where it came from none. */
  readonly indexUrl: string | null
  readonly context: Run['context']
  /** Digests that an exception may be bound to: its own, and that of the source it was built from. */
  readonly digests: readonly string[]
  /** True for a wheel built in this run from a source that this run judged: what is required was asked of the source. */
  readonly settled: boolean
  /** URLs of the indexes on which this machine has seen the project. */
  readonly seenOn: readonly string[]
}

/** The recorded source of a wheel that pip built, or null. */
export function derivationOf(facts: readonly Fact[]): Extract<DerivationFact, { result: 'ok' }> | null {
  return facts.find((fact) => fact.check === 'derivation' && fact.result === 'ok') ?? null
}

/** Whom the rules judge in answer to the question, and by which facts. `now` in seconds since the epoch, UTC. */
export function subjectOf(
  question: PolicyQuestion,
  { indexes, availability }: Pick<Policy, 'indexes' | 'availability'>,
  now: number,
): Subject {
  const { artifact, run } = question
  const cached = artifact.channel === 'wheel-cache'
  const known = cached && question.source ? question.source : question
  const kind = cached && !question.source ? 'sdist' : known.artifact.kind
  const url = known.artifact.index === null ? null : indexUrl(known.artifact.index.url)
  // What is remembered is of the artifact's own bytes.
  const remembered = known === question ? (question.remembered ?? null) : null
  return {
    artifact: known.artifact,
    available: availableFacts({ facts: known.facts, offer: known.offer, remembered }, availability, now),
    project: artifact.project ?? known.artifact.project,
    version: versionOf(artifact) ?? versionOf(known.artifact),
    kind,
    channel: known.artifact.channel,
    indexUrl: url,
    indexes: indexNames(url, indexes),
    context: run.context,
    digests: digestsOf(question, known.artifact),
    settled: artifact.channel === 'derived' && derivationOf(question.facts) !== null,
    seenOn: question.seenOn ?? [],
  }
}

function versionOf(artifact: Artifact): Version | null {
  return 'version' in artifact ? artifact.version : null
}

function digestsOf(question: PolicyQuestion, judged: Artifact): readonly string[] {
  const from = derivationOf(question.facts)?.from
  const own = [question.artifact, judged].flatMap((artifact) =>
    'sha256' in artifact ? [artifact.sha256] : [],
  )
  return from === undefined ? own : [...own, from]
}

/** The policy's names for an index by its `indexUrl`. `default`, and whatever else has `from: pip`, is any index that the policy doesn't name by its URL. */
export function indexNames(url: string | null, indexes: readonly NamedIndex[]): readonly string[] {
  if (url === null) return []
  const named = indexes.filter((candidate) => candidate.url === url)
  const names = (named.length > 0 ? named : indexes.filter((candidate) => candidate.url === null)).map(
    ({ name }) => name,
  )
  return named.length > 0 || names.includes('default') ? names : ['default', ...names]
}
