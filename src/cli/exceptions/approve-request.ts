import type { DaemonConnection } from '../../client/index.ts'
import {
  dayAfter,
  entryText,
  requestFolder,
  withException,
  type ExceptionRequest,
  type RequestFolder,
} from '../../exceptions/index.ts'
import type { ExceptionEntry } from '../../policy/index.ts'
import { CliError } from '../cli-error.ts'
import type { Cli } from '../cli.ts'
import { installChange, type InstalledChange } from './install-change.ts'

/** The requests of this user. */
export function requestsOf({ paths }: Pick<Cli, 'paths'>): RequestFolder {
  return requestFolder(paths.exceptionsDir)
}

/** What stands in the policy once a request is approved: from today, for as long as was asked for. */
export function entryOf(request: ExceptionRequest, now: number): ExceptionEntry {
  const { id, project, version, files, waive, owner, reason, days } = request
  return {
    id,
    match: { project: [project], version: `==${version}`, sha256: files.map(({ sha256 }) => sha256) },
    waive: [...waive],
    owner,
    reason,
    created: dayAfter(now, 0),
    expires: dayAfter(now, days),
  }
}

export interface Approved extends InstalledChange {
  readonly entry: ExceptionEntry
}

/** Puts an exception into the person's policy, records it, and forgets the request. */
export async function approveRequest(
  cli: Cli,
  daemon: DaemonConnection,
  request: ExceptionRequest,
): Promise<Approved> {
  if (request.policyFile !== null) throw notOurs(request, request.policyFile, cli)
  const entry = entryOf(request, cli.now())
  const { id, about, reason } = request
  const change = (before: string): string => withException(before, entry)
  const installed = await installChange(cli, change, { loosens: true, reason: `${id}: ${reason}` })
  await daemon.append(cli.actor, {
    type: 'exception',
    action: 'approved',
    id,
    about,
    reason,
    expires: entry.expires,
  })
  await requestsOf(cli).remove(id)
  return { ...installed, entry }
}

/** Another layer's policy refuses it: only its owner can put the exception there. */
function notOurs(request: ExceptionRequest, file: string, cli: Cli): CliError {
  const text = entryText(entryOf(request, cli.now()), 2).trimEnd()
  return new CliError('input', {
    message: `\`${request.id}\` is refused by the policy \`${file}\`, and an exception counts only there; its owner puts this into it:\nexceptions:\n${text}`,
    hint: `trustctl exception close ${request.id}, once that is done`,
  })
}
