import {
  parsePolicy,
  POLICY_LIMITS,
  readYaml,
  runPolicyTests,
  type ParseOptions,
  type ParseResult,
  type Policy,
  type PolicyProblem,
  type TestOutcome,
} from '../../policy/index.ts'
import { withVersion } from '../change/index.ts'
import { versionIn } from '../install/index.ts'
import { hasMarkers } from '../merge/index.ts'

/** What a policy must pass to be installed: YAML, schema, lint, and the tests that it carries. All problems of a stage at once. */
export function checkText(text: string, options: ParseOptions): ParseResult {
  const markers = hasMarkers(text) ? markerProblems(text) : []
  if (markers.length > 0) return { ok: false, problems: markers }
  const result = parsePolicy(text, options)
  const failed = result.ok ? failedTests(text, result.policy) : []
  return failed.length > 0 ? { ok: false, problems: failed } : result
}

/** Tests of the policy that it does not pass, each where it stands. */
function failedTests(text: string, policy: Policy): readonly PolicyProblem[] {
  const outcomes = runPolicyTests(policy).filter(({ passed }) => !passed)
  const read = readYaml(text)
  return outcomes.map((outcome) => ({
    code: 'failed-test',
    message: failureText(outcome),
    ...(read.ok ? read.yaml.where(['tests', outcome.nth, 'expect']) : { line: 1, column: 1 }),
    hint: 'trustctl policy test FILE',
  }))
}

/** What a test that fails expected and found, in a line. */
export function failureText({ name, expected, found }: TestOutcome): string {
  const wanted = [expected.decision, expected.rule && `by rule ${expected.rule}`, expected.code]
  const text = wanted.filter((part) => part !== undefined).join(', ')
  return `the test «${name}» fails: expected ${text}; found ${found.decision}, by rule ${found.rule}, ${found.code}`
}

function markerProblems(text: string): readonly PolicyProblem[] {
  return text
    .split('\n')
    .flatMap((line, at): readonly PolicyProblem[] => {
      if (!hasMarkers(line)) return []
      const message = 'a marker of the merge is left; both sides stand between them'
      return [
        {
          code: 'syntax',
          message,
          line: at + 1,
          column: 1,
          hint: 'keep what is right and remove the marker lines',
        },
      ]
    })
    .slice(0, POLICY_LIMITS.maxProblems)
}

/** The text as it is installed over one of version `before`: raised by one where the person left the version as it was. */
export function raised(text: string, before: number | null): string {
  return before !== null && versionIn(text) === before ? withVersion(text, before + 1) : text
}
