import type { StandingException } from '../../exceptions/index.ts'
import { withDaemon } from '../daemon.ts'
import { pendingLine, requestsOf, standingExceptions, standingLine } from '../exceptions/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl exception list` */
export const exceptionList: Verb<{ json: boolean }> = {
  manual: {
    synopsis: '[--json]',
    description: [
      'Lists exceptions: requests that wait, those that count with the days they have left, those that end within two weeks, those that have ended, and whether they are used. What has ended or is not used belongs out of the policy: trustctl exception close.',
    ],
    json: [
      '{ pending: [{ id, about, waive, days, reason, owner, by, requestedAt, … }],',
      '  exceptions: [{ id, state: "active" | "expiring" | "expired" | "not-yet", daysLeft, entry,',
      '    use: { times, lastAt }, unusedDays, file }] }',
    ],
    exitCodes: [0, 1, 2],
    examples: [{ command: 'trustctl exception list', does: 'what is waived here, and for how long' }],
    files: [
      { path: '~/.config/pip-trust/policy.yaml', what: 'exceptions that count' },
      { path: '~/.local/state/pip-trust/exceptions', what: 'requests that wait' },
    ],
    seeAlso: ['trustctl exception renew', 'trustctl exception close', 'trustctl report'],
  },
  options: withJson,
  run: async ({ json }, cli) => {
    const [pending, exceptions] = await Promise.all([
      requestsOf(cli).list(),
      withDaemon(cli, (daemon) => standingExceptions(cli, daemon)),
    ])
    printResult(cli, json, {
      json: { pending, exceptions },
      text: () =>
        pending.length + exceptions.length === 0
          ? ['there are no exceptions; a refusal says how to ask for one: trustctl why']
          : [
              ...pending.map((request) => pendingLine(request, cli)),
              ...exceptions.toSorted(byState).map((exception) => standingLine(exception, cli)),
              ...adviceLines(exceptions),
            ],
    })
    return EXIT.ok
  },
}

const ORDER: readonly StandingException['state'][] = ['expiring', 'active', 'not-yet', 'expired']

function byState(a: StandingException, b: StandingException): number {
  return ORDER.indexOf(a.state) - ORDER.indexOf(b.state) || a.daysLeft - b.daysLeft
}

function adviceLines(exceptions: readonly StandingException[]): readonly string[] {
  const ending = exceptions.find(({ state }) => state === 'expiring')
  const idle = exceptions.find(({ state, unusedDays }) => state === 'expired' || unusedDays !== null)
  return [
    ...(ending === undefined
      ? []
      : [`to let one go on: trustctl exception renew ${ending.id} --for 30d --reason "…"`]),
    ...(idle === undefined ? [] : [`to take one out: trustctl exception close ${idle.id}`]),
  ]
}
