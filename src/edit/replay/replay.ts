import type { Artifact } from '../../artifact/index.ts'
import { asOfToday, evaluateLayers, questionOf, type Evaluation, type Layers } from '../../policy/index.ts'
import type { DecisionRecord } from '../../protocol/index.ts'
import type { Decision } from '../../verdict/index.ts'

/** How one side decides about an artifact. */
export interface Side {
  readonly decision: Decision
  readonly code: Evaluation['code']
  readonly rule: string
  /** `policy.yaml:52`; null for what is built in. */
  readonly at: string | null
}

/** An artifact that is decided about otherwise. */
export interface ChangedArtifact {
  /** `a tree without a name` has none. */
  readonly project: string | null
  readonly version: string | null
  /** File name, or the place of a tree. */
  readonly what: string
  readonly context: DecisionRecord['run']['context']
  readonly before: Side
  readonly after: Side
  /** How many recorded decisions it had, and when the last was (seconds, UTC). */
  readonly times: number
  readonly lastAt: number
  /** Of the last decision, for `trustctl why`. */
  readonly ref: string
}

/** What the recorded facts come to under another policy. */
export interface Replay {
  /** Decisions that were made again. */
  readonly decisions: number
  /** Decisions of which not everything was kept: older than this version. */
  readonly unknown: number
  /** Newest first; at most `MAX_CHANGED`. */
  readonly changed: readonly ChangedArtifact[]
  readonly more: number
}

export interface Replaying {
  /** Decides again about records, which come newest first. */
  add(records: readonly DecisionRecord[]): void
  result(): Replay
}

/** Artifacts that are told one by one; what is beyond is counted. */
export const MAX_CHANGED = 10_000

/**
 * Decides again, under two policies, about what was recorded: facts as they were at the time, and the policy's own dates as they are
 * `now` (seconds, UTC), so that an exception of today counts for what came yesterday.
 */
export function startReplay(before: Layers, after: Layers, now: number): Replaying {
  const [old, next] = [layersToday(before, now), layersToday(after, now)]
  const changed = new Map<string, ChangedArtifact>()
  const counts = { decisions: 0, unknown: 0, more: 0 }
  const addOne = (record: DecisionRecord): void => {
    const question = questionOf(record)
    counts[question === null ? 'unknown' : 'decisions'] += 1
    if (question === null) return
    const key = keyOf(record)
    const known = changed.get(key)
    if (known !== undefined) return void changed.set(key, { ...known, times: known.times + 1 })
    const [was, is] = [evaluateLayers(question, old, record.at), evaluateLayers(question, next, record.at)]
    if (was.decision === is.decision) return
    if (changed.size >= MAX_CHANGED) counts.more += 1
    else changed.set(key, changedOf(record, was, is))
  }
  return {
    add: (records) => records.forEach(addOne),
    result: () => ({ ...counts, changed: [...changed.values()] }),
  }
}

function layersToday([first, ...rest]: Layers, now: number): Layers {
  return [asOfToday(first, now), ...rest.map((policy) => asOfToday(policy, now))]
}

/** The same bytes on the same kind of machine, however often. */
function keyOf({ artifact, run }: DecisionRecord): string {
  return JSON.stringify([
    run.context,
    artifact.channel,
    whatOf(artifact),
    'sha256' in artifact ? artifact.sha256 : null,
  ])
}

function whatOf(artifact: Artifact): string {
  return 'filename' in artifact ? artifact.filename : artifact.location
}

function changedOf(
  { artifact, run, at, verdict }: DecisionRecord,
  before: Evaluation,
  after: Evaluation,
): ChangedArtifact {
  return {
    project: artifact.project,
    version: 'version' in artifact ? artifact.version : null,
    what: whatOf(artifact),
    context: run.context,
    before: sideOf(before),
    after: sideOf(after),
    times: 1,
    lastAt: at,
    ref: verdict.ref,
  }
}

function sideOf({ decision, code, rule, policy }: Evaluation): Side {
  return { decision, code, rule, at: policy.at }
}
