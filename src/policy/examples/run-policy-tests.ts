import type { Decision, ReasonCode } from '../../verdict/index.ts'
import { evaluate } from '../evaluate/index.ts'
import { dayStart } from '../duration.ts'
import type { Policy } from '../policy.ts'
import type { TestEntry } from '../schema/index.ts'
import { givenQuestion } from './given-question.ts'

/** What became of one test of a policy's `tests`. */
export interface TestOutcome {
  readonly name: string
  /** From 0, in the order of the file. */
  readonly nth: number
  readonly passed: boolean
  readonly expected: TestEntry['expect']
  readonly found: { readonly decision: Decision; readonly rule: string; readonly code: ReasonCode }
}

/** When tests that name no day are held, unless the caller says. */
const SOME_DAY = '2026-01-01'

/**
 * Holds every test of a policy against it. Pure; `now` (seconds since the epoch, UTC) is the clock of tests that have no
 * `at`. A test whose artifact can't be read fails: it is decided about as unidentified.
 */
export function runPolicyTests(policy: Policy, now = dayStart(SOME_DAY)): readonly TestOutcome[] {
  return (policy.effective.tests ?? []).map((test, nth) => runTest(test, nth, { policy, now }))
}

function runTest(
  { name, given, expect }: TestEntry,
  nth: number,
  { policy, now }: { readonly policy: Policy; readonly now: number },
): TestOutcome {
  const at = given.at === undefined ? now : dayStart(given.at)
  const question = givenQuestion(given, policy.indexes, at)
  const found = question === null ? UNIDENTIFIED : evaluate(question, policy, at)
  const { decision, rule, code } = found
  const passed =
    expect.decision === decision && (expect.rule ?? rule) === rule && (expect.code ?? code) === code
  return { name, nth, passed, expected: expect, found: { decision, rule, code } }
}

const UNIDENTIFIED = { decision: 'block', rule: 'identification', code: 'TC1001' } as const
