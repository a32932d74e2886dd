import {
  evaluate,
  WAIVABLE,
  type Evaluation,
  type Policy,
  type PolicyQuestion,
  type Waivable,
} from '../policy/index.ts'
import type { Decision } from '../verdict/index.ts'

/** What an exception would have to waive for files to pass. */
export interface Needed {
  /** The least that must be waived; empty where no exception is needed, or none helps. */
  readonly checks: readonly Waivable[]
  /** Which of the questions (from 0) it helps, in their order. */
  readonly helped: readonly number[]
  /** What is decided about those that no exception helps: integrity, the floor, a private name, what is not identified. */
  readonly beyond: readonly Evaluation[]
  /** What is decided about the helped ones then; the strictest. */
  readonly decision: Decision
  /** Whether waiving these checks helps as much. */
  readonly suffices: (checks: readonly Waivable[]) => boolean
}

/**
 * What exception `id` of the policy must waive for each question to be decided as mildly as any exception can bring about.
 * Found by deciding, not from a table: what counts is what the policy does then. Pure; `now` in seconds since the epoch, UTC.
 */
export function neededWaivers(
  questions: readonly PolicyQuestion[],
  policy: Policy,
  id: string,
  now: number,
): Needed {
  const decide = (question: PolicyQuestion, waived: readonly Waivable[]): Evaluation =>
    // A break-glass lets pass for an hour; the exception is for when it has ended.
    evaluate({ ...question, bypass: null }, waiving(policy, id, waived), now)
  const cases = questions.map((question, nth) => {
    const [plain, best] = [decide(question, []), decide(question, WAIVABLE)]
    return { question, nth, plain, best, isHelped: rank(best) < rank(plain) }
  })
  const helped = cases.filter(({ isHelped }) => isHelped)
  const suffices = (waived: readonly Waivable[]): boolean =>
    helped.every(({ question, best }) => rank(decide(question, waived)) <= rank(best))
  return {
    checks: least(suffices),
    helped: helped.map(({ nth }) => nth),
    beyond: cases
      .filter(({ isHelped, plain }) => !isHelped && plain.decision !== 'allow')
      .map(({ best }) => best),
    decision: ORDER[Math.max(0, ...helped.map(({ best }) => rank(best)))] ?? 'block',
    suffices,
  }
}

const ORDER: readonly Decision[] = ['allow', 'warn', 'block']

function rank({ decision }: Evaluation): number {
  return ORDER.indexOf(decision)
}

/** All checks, without each that is not missed. */
function least(suffices: (checks: readonly Waivable[]) => boolean): readonly Waivable[] {
  return WAIVABLE.reduce<readonly Waivable[]>((kept, check) => {
    const fewer = kept.filter((each) => each !== check)
    return suffices(fewer) ? fewer : kept
  }, WAIVABLE)
}

/** The policy with its exception `id` waiving these checks, and no others. */
function waiving(policy: Policy, id: string, waived: readonly Waivable[]): Policy {
  const changed = policy.exceptions.map((exception) =>
    exception.id === id ? { ...exception, waive: new Set(waived) } : exception,
  )
  const byId = new Map(changed.map((exception) => [exception.id, exception]))
  const exceptionsOf = new Map(
    Array.from(policy.exceptionsOf, ([digest, bound]) => [
      digest,
      bound.map((exception) => byId.get(exception.id) ?? exception),
    ]),
  )
  return { ...policy, exceptions: changed, exceptionsOf }
}
