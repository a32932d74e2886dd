import { withDaemon } from '../daemon.ts'
import { approvedJson, approvedLines, approveRequest, requestNamed, withOwner } from '../exceptions/index.ts'
import { withJson } from '../options.ts'
import { exitCodeOfAnswer } from '../policy/force.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl exception approve` */
export const exceptionApprove: Verb<{ json: boolean; id: string; owner: string | undefined }> = {
  manual: {
    synopsis: 'EX-N [--owner WHO] [--json]',
    description: [
      'Puts a requested exception into your policy, from today for as long as was asked for. Comments and the order of keys stay. What would not pass `trustctl policy check`, or fails a test of the policy, is not written; the daemon says what it enforces then.',
      'An exception counts only in the policy that refuses: where that is the machine’s or the team’s, this prints what its owner puts there.',
    ],
    json: [
      '{ approved: { entry: { id, match, waive, owner, reason, created, expires }, policy: { name, version, digest },',
      '  daemon: { state, words, digest } } }',
    ],
    exitCodes: [0, 1, 2, 25],
    examples: [{ command: 'trustctl exception approve EX-14', does: 'let it count' }],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' }],
    seeAlso: ['trustctl exception list', 'trustctl exception close', 'trustctl policy rollback'],
  },
  options: (parser) =>
    withOwner(withJson(parser)).positional('id', {
      type: 'string',
      demandOption: true,
      describe: 'the request',
    }),
  run: async ({ json, id, owner }, cli) => {
    const request = await requestNamed(cli, id)
    const approved = await withDaemon(cli, (daemon) =>
      approveRequest(cli, daemon, owner === undefined ? request : { ...request, owner }),
    )
    printResult(cli, json, {
      json: { approved: approvedJson(approved) },
      text: () => approvedLines(approved, cli),
    })
    return exitCodeOfAnswer(approved.daemon)
  },
}
