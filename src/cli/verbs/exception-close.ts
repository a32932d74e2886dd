import type { DaemonConnection } from '../../client/index.ts'
import { withoutException, type ExceptionRequest } from '../../exceptions/index.ts'
import type { Cli } from '../cli.ts'
import { configuredPolicy } from '../configured.ts'
import { withDaemon } from '../daemon.ts'
import {
  changedJson,
  changedLines,
  installChange,
  ownException,
  requestsOf,
  withReason,
  type InstalledChange,
} from '../exceptions/index.ts'
import { EXIT } from '../exit-code.ts'
import { withJson } from '../options.ts'
import { exitCodeOfAnswer } from '../policy/force.ts'
import { unusablePolicy } from '../policy-problems.ts'
import { printResult } from '../print-result.ts'
import type { Verb } from '../verb.ts'

/** `trustctl exception close` */
export const exceptionClose: Verb<{ json: boolean; id: string; reason: string | undefined }> = {
  manual: {
    synopsis: 'EX-N [--reason TEXT] [--json]',
    description: [
      'Takes an exception out of your policy, or a request out of those that wait. Its number is not used again, and the history keeps it. What only the exception let pass is refused from then on.',
    ],
    json: ['{ closed: { id, about, wasRequest }, policy: { name, version, digest } | null, daemon }'],
    exitCodes: [0, 1, 2, 25],
    examples: [{ command: 'trustctl exception close EX-14', does: 'the fixed release is out' }],
    files: [{ path: '~/.config/pip-trust/policy.yaml', what: 'written aside, then renamed; 0600' }],
    seeAlso: ['trustctl exception list', 'trustctl exception renew'],
  },
  options: (parser) =>
    withReason(withJson(parser), 'why; kept in the history').positional('id', {
      type: 'string',
      demandOption: true,
      describe: 'the exception, or the request',
    }),
  run: async ({ json, id, reason = 'no longer needed' }, cli) => {
    const request = await requestsOf(cli).find(id)
    const { about, installed } = await withDaemon(cli, (daemon) =>
      request === null ? closeStanding(cli, daemon, id, reason) : closeRequest(cli, daemon, request, reason),
    )
    const closed = { id, about, wasRequest: request !== null }
    printResult(cli, json, {
      json: { closed, ...(installed === null ? { policy: null, daemon: null } : changedJson(installed)) },
      text: () =>
        installed === null
          ? [`the request ${id} (${about}) is closed; nothing was changed`]
          : [`${id} (${about}) is out of the policy`, ...changedLines(installed, cli)],
    })
    return installed === null ? EXIT.ok : exitCodeOfAnswer(installed.daemon)
  },
}

interface Closed {
  readonly about: string
  readonly installed: InstalledChange | null
}

async function closeRequest(
  cli: Cli,
  daemon: DaemonConnection,
  { id, about }: ExceptionRequest,
  reason: string,
): Promise<Closed> {
  await daemon.append(cli.actor, { type: 'exception', action: 'closed', id, about, reason, expires: null })
  await requestsOf(cli).remove(id)
  return { about, installed: null }
}

async function closeStanding(
  cli: Cli,
  daemon: DaemonConnection,
  id: string,
  reason: string,
): Promise<Closed> {
  const policy = await configuredPolicy(cli)
  if (!policy.ok) throw unusablePolicy(cli.paths.policyFile, policy.problems)
  const { match } = ownException(policy.policy, id)
  const about = `${match.project.join(', ')}${match.version ?? ''}`
  const change = (before: string): string => withoutException(before, id)
  const installed = await installChange(cli, change, { loosens: false, reason: `${id}: ${reason}` })
  await daemon.append(cli.actor, { type: 'exception', action: 'closed', id, about, reason, expires: null })
  return { about, installed }
}
