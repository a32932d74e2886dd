import type { Artifact, ArtifactKind, Channel } from '../../artifact/index.ts'
import type { ProjectName, Version } from '../../python/index.ts'
import type { DerivationFact, Fact, ProvenanceOffer, Run } from '../../verdict/index.ts'
import { indexUrl } from '../index-url.ts'
import type { NamedIndex } from '../policy.ts'
import type { PolicyQuestion } from './question.ts'

/** What rules look at: the artifact, or the source that stands for it. */
export interface Subject {
  readonly artifact: Artifact
  readonly facts: readonly Fact[]
  readonly offer: ProvenanceOffer
  readonly project: ProjectName | null
  readonly version: Version | null
  readonly kind: ArtifactKind
  readonly channel: Channel
  /** The policy's names for where it came from; empty where no index gave it. */
  readonly indexes: readonly string[]
  readonly context: Run['context']
  /** Digests that an exception may be bound to: its own, and that of the source it was built from. */
  readonly digests: readonly string[]
  /** True for a wheel built in this run from a source that this run judged: what is required was asked of the source. */
  readonly settled: boolean
}

/** The recorded source of a wheel that pip built, or null. */
export function derivationOf(facts: readonly Fact[]): Extract<DerivationFact, { result: 'ok' }> | null {
  return facts.find((fact) => fact.check === 'derivation' && fact.result === 'ok') ?? null
}

/** Whom the rules judge in answer to the question. */
export function subjectOf(question: PolicyQuestion, indexes: readonly NamedIndex[]): Subject {
  const { artifact, run } = question
  const cached = artifact.channel === 'wheel-cache'
  const known = cached && question.source ? question.source : question
  const kind = cached && !question.source ? 'sdist' : known.artifact.kind
  return {
    artifact: known.artifact,
    facts: known.facts,
    offer: known.offer,
    project: artifact.project ?? known.artifact.project,
    version: versionOf(artifact) ?? versionOf(known.artifact),
    kind,
    channel: known.artifact.channel,
    indexes: indexNames(known.artifact, indexes),
    context: run.context,
    digests: digestsOf(question, known.artifact),
    settled: artifact.channel === 'derived' && derivationOf(question.facts) !== null,
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

/** `default`, and whatever else has `from: pip`, is any index that the policy doesn't name by its URL. */
function indexNames({ index }: Artifact, indexes: readonly NamedIndex[]): readonly string[] {
  if (index === null) return []
  const url = indexUrl(index.url)
  const named = indexes.filter((candidate) => candidate.url === url)
  const names = (named.length > 0 ? named : indexes.filter((candidate) => candidate.url === null)).map(
    ({ name }) => name,
  )
  return named.length > 0 || names.includes('default') ? names : ['default', ...names]
}
