import type { DaemonConnection } from '../../client/index.ts'
import type { ExceptionRequest } from '../../exceptions/index.ts'
import type { Cli } from '../cli.ts'
import { historyPages } from '../record-pages.ts'
import { requestsOf } from './approve-request.ts'
import { exceptionsInForce } from './in-force.ts'

/** As long as a history can be. */
const EVER_DAYS = 36_500

/** Keeps a request under a number that neither a policy, nor another request, nor the history knows; records it. */
export async function keepRequest(
  cli: Cli,
  daemon: DaemonConnection,
  request: Omit<ExceptionRequest, 'id'>,
): Promise<ExceptionRequest> {
  const inForce = await exceptionsInForce(cli)
  const taken = [...inForce.map(({ entry }) => entry.id), ...(await namesInHistory(cli, daemon))]
  const kept = await requestsOf(cli).add(request, taken)
  const { id, about, reason } = kept
  await daemon.append(cli.actor, { type: 'exception', action: 'requested', id, about, reason, expires: null })
  return kept
}

async function namesInHistory(cli: Cli, daemon: DaemonConnection): Promise<readonly string[]> {
  const names = new Set<string>()
  const reading = { days: EVER_DAYS, what: 'looking for the next number' }
  for await (const records of historyPages(daemon, reading, cli))
    for (const { event } of records) if (event.type === 'exception') names.add(event.id)
  return [...names]
}
