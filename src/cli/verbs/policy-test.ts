import { failureText } from '../../edit/index.ts'
import { runPolicyTests, type TestOutcome } from '../../policy/index.ts'
import { painter, safeText } from '../../verdict/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { parsePolicyText } from '../configured.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { currentPolicy, policyNamed } from '../policy/policy-subject.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl policy test` */
export const policyTest: Verb<{ json: boolean; file: string | undefined }> = {
  manual: {
    synopsis: '[FILE|preset:NAME] [--json]',
    description: [
      'Runs the tests that a policy carries in its section `tests`: each describes an artifact and what was found about it, and the decision that is expected. A policy whose tests fail can’t be installed. Without FILE: your policy.',
    ],
    json: [
      '{ file, tests: [{ name, nth, passed, expected, found: { decision, rule, code } }], passed, failed }',
    ],
    exitCodes: [0, 1, 2, 3],
    examples: [{ command: 'trustctl policy test draft.yaml', does: 'does it still do what it promises?' }],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'the policy of this user' }],
    seeAlso: ['trustctl policy check', 'trustctl policy try'],
  },
  options: (parser) =>
    withJson(parser).positional('file', {
      type: 'string',
      describe: 'a policy file, a kept version, draft, or preset:NAME',
    }),
  run: async ({ json, file }, cli) => {
    const { label, text } = file === undefined ? await currentPolicy(cli) : await policyNamed(cli, file)
    const result = await parsePolicyText(cli, text, label)
    if (!result.ok) throw unusablePolicy(label, result.problems)
    const tests = runPolicyTests(result.policy)
    if (tests.length === 0) throw noTests(label)
    const failed = tests.filter(({ passed }) => !passed).length
    printResult(cli, json, {
      json: { file: label, tests, passed: tests.length - failed, failed },
      text: () => [
        ...tests.map((outcome) => testLine(outcome, cli)),
        `${tests.length - failed} of ${tests.length} tests pass`,
      ],
    })
    return failed === 0 ? EXIT.ok : EXIT.usage
  },
}

function testLine(outcome: TestOutcome, { colour }: Cli): string {
  const paint = painter(colour)
  return outcome.passed
    ? `${paint('good', 'ok')}    ${safeText(outcome.name)}`
    : `${paint('bad', 'FAIL')}  ${safeText(failureText(outcome))}`
}

function noTests(label: string): CliError {
  return new CliError('nothing', {
    message: `\`${label}\` has no tests`,
    hint: 'write some under `tests:` in trustctl policy edit',
  })
}
