import type { FileArtifact } from '../../src/artifact/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { evaluate, type Policy } from '../../src/policy/index.ts'
import type { Circumstances, DecisionRecord } from '../../src/protocol/index.ts'
import { parseVersion } from '../../src/python/index.ts'
import type { Fact, Run } from '../../src/verdict/index.ts'
import { artifactOf, FACTS, known, NOW, RUN, type ArtifactChanges } from '../policy/world.ts'

/** What a decision of a test is made from. */
export interface Decided extends ArtifactChanges {
  /** Names of `FACTS`; the bytes are as they should be, where nothing else is said. */
  readonly facts?: readonly string[]
  readonly more?: readonly Fact[]
  readonly version?: string
  /** What makes the digest. */
  readonly bytes?: string
  readonly run?: Partial<Run>
  readonly at?: number
  readonly circumstances?: Partial<Circumstances>
}

const INTEGRITY: Fact = { check: 'integrity', result: 'ok', agreeing: ['index'] }

/** The record of a decision by a policy, as a daemon would have kept it. */
export function decided(policy: Policy, changes: Decided = {}): DecisionRecord {
  const { facts: names = ['unpublished', 'old'], more = [], at = NOW, version = '3.1.2' } = changes
  const named = names.map((name) => known(FACTS[name]))
  const facts = [...(named.some(({ check }) => check === 'integrity') ? [] : [INTEGRITY]), ...named, ...more]
  const artifact = fileOf(changes, version)
  const run = { ...RUN, ...changes.run }
  const circumstances: Circumstances = {
    offer: 'none',
    ownFacts: facts.length,
    source: null,
    remembered: null,
    seenOn: [],
    bypass: null,
    ...changes.circumstances,
  }
  const { bypass, seenOn } = circumstances
  const evaluation = evaluate({ artifact, facts, run, offer: 'none', bypass, seenOn }, policy, at)
  const verdict = { ...evaluation, ref: `${evaluation.code}-7f3a`, fromCache: false }
  return { at, run, artifact, verdict, circumstances }
}

function fileOf(changes: Decided, version: string): DecisionRecord['artifact'] {
  const artifact = artifactOf(changes)
  if (!('sha256' in artifact)) return artifact
  const file: FileArtifact = {
    ...artifact,
    version: known(parseVersion(version)),
    filename: artifact.filename.replace('flask', artifact.project).replace('3.1.2', version),
    sha256: sha256Of(Buffer.from(changes.bytes ?? `${artifact.project} ${version} ${artifact.kind}`)),
  }
  return file
}
