import { isStricter, type Layers } from '../layers/index.ts'
import { decide, type Decided, type PolicyQuestion } from '../evaluate/index.ts'
import type { Policy } from '../policy.ts'
import { explainExceptions } from './explain-exceptions.ts'
import { explainFloor } from './explain-floor.ts'
import { explainRollout, explainRules } from './explain-rules.ts'
import type { ExplainedLayer, ExplainedSubject, Explanation } from './explanation.ts'

/**
 * The decision of `evaluateLayers` as a tree: what each layer looked at, in the order of evaluation, and why it counted
 * or did not. Pure; `now` in seconds since the epoch, UTC.
 */
export function explain(question: PolicyQuestion, layers: Layers, now: number): Explanation {
  const [first, ...rest] = layers
  const decided = [
    decide(question, first, now),
    ...rest.map((policy) => decide(question, policy, now)),
  ] as const
  const strictest = decided.reduce((worst, next) =>
    isStricter(next.evaluation.decision, worst.evaluation.decision) ? next : worst,
  )
  return {
    at: now,
    decision: strictest.evaluation.decision,
    code: strictest.evaluation.code,
    subject: explainSubject(question, decided[0]),
    layers: decided.map((each) => explainLayer(question, each, each === strictest)),
  }
}

function explainSubject({ artifact, source }: PolicyQuestion, { applied }: Decided): ExplainedSubject {
  const { subject } = applied
  return {
    name: 'filename' in artifact ? artifact.filename : artifact.location,
    project: subject.project,
    version: subject.version,
    kind: subject.kind,
    channel: subject.channel,
    index: subject.artifact.index?.url ?? null,
    context: subject.context,
    isSource: source !== undefined && source !== null && subject.artifact === source.artifact,
    settled: subject.settled,
  }
}

function explainLayer(question: PolicyQuestion, decided: Decided, decides: boolean): ExplainedLayer {
  const { evaluation, applied, broken } = decided
  const { policy } = applied
  return {
    policy: evaluation.policy,
    decides,
    decision: evaluation.decision,
    code: evaluation.code,
    rule: evaluation.rule,
    indexes: applied.subject.indexes,
    integrity: broken,
    floor: explainFloor(applied),
    rules: explainRules(applied, evaluation.exception),
    exceptions: explainExceptions(applied, evaluation.exception),
    rollout: explainRollout(applied, evaluation.exception),
    availability: explainAvailability(decided, policy),
    mode: { mode: policy.mode, asked: decided.asked, becomes: decided.inMode },
    bypass: { outcome: decided.bypass, reason: question.bypass?.reason ?? null },
    reasons: evaluation.reasons,
  }
}

function explainAvailability({ applied }: Decided, { availability }: Policy): ExplainedLayer['availability'] {
  const { outcome, ageSeconds } = applied.subject.available
  return { outcome, maxAgeSeconds: availability?.maxAgeSeconds ?? null, ageSeconds }
}
