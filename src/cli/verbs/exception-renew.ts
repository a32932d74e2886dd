import { dayAfter, DEFAULT_DAYS, parseTerm, withRenewal } from '../../exceptions/index.ts'
import { DEFAULT_EXCEPTION_DAYS } from '../../policy/index.ts'
import { withDaemon } from '../daemon.ts'
import { configuredPolicy } from '../configured.ts'
import {
  changedJson,
  changedLines,
  installChange,
  neededReason,
  ownException,
  withReason,
  withTerm,
} from '../exceptions/index.ts'
import { withJson } from '../options.ts'
import { exitCodeOfAnswer } from '../policy/force.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

interface Options {
  json: boolean
  id: string
  for: string | undefined
  reason: string | undefined
}

/** `trustctl exception renew` */
export const exceptionRenew: Verb<Options> = {
  manual: {
    synopsis: 'EX-N --reason TEXT [--for 30d] [--json]',
    description: [
      'Lets an exception of your policy go on from today, for the same files and checks. The reason takes the place of the old one, which the history keeps.',
    ],
    json: ['{ renewed: { id, about, created, expires, reason }, policy: { name, version, digest }, daemon }'],
    exitCodes: [0, 1, 2, 25],
    examples: [
      {
        command: 'trustctl exception renew EX-14 --for 30d --reason "fixed release is due in March"',
        does: 'thirty more days',
      },
    ],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' }],
    seeAlso: ['trustctl exception list', 'trustctl exception close'],
  },
  options: (parser) =>
    withTerm(
      withReason(withJson(parser), 'why it is still needed'),
      'how long from today: days or weeks; 30d, if nothing is said',
    ).positional('id', { type: 'string', demandOption: true, describe: 'the exception' }),
  run: async ({ json, id, for: term, reason: given }, cli) => {
    const reason = await neededReason(cli, given, `trustctl exception renew ${id}`)
    const policy = await configuredPolicy(cli)
    if (!policy.ok) throw unusablePolicy(cli.paths.policyFile, policy.problems)
    const { match } = ownException(policy.policy, id)
    const maxDays = policy.policy.effective.limits?.exceptionMaxDays ?? DEFAULT_EXCEPTION_DAYS
    const days = term === undefined ? Math.min(DEFAULT_DAYS, maxDays) : parseTerm(term, maxDays)
    const renewal = { created: dayAfter(cli.now(), 0), expires: dayAfter(cli.now(), days), reason }
    const about = `${match.project.join(', ')}${match.version ?? ''}`
    const change = (before: string): string => withRenewal(before, id, renewal)
    const installed = await withDaemon(cli, async (daemon) => {
      const changed = await installChange(cli, change, { loosens: true, reason: `${id}: ${reason}` })
      const { expires } = renewal
      await daemon.append(cli.actor, { type: 'exception', action: 'renewed', id, about, reason, expires })
      return changed
    })
    printResult(cli, json, {
      json: { renewed: { id, about, ...renewal }, ...changedJson(installed) },
      text: () => [
        `${id} (${about}) goes on until ${renewal.expires}, in ${days} days`,
        ...changedLines(installed, cli),
      ],
    })
    return exitCodeOfAnswer(installed.daemon)
  },
}
