import { ExceptionsError } from '../../exceptions/index.ts'
import type { ExceptionRequest } from '../../exceptions/index.ts'
import type { ExceptionEntry, Policy } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import { requestsOf } from './approve-request.ts'

/** An exception of the person's policy. Throws `ExceptionsError` `id` where it has none of this name. */
export function ownException({ effective }: Policy, id: string): ExceptionEntry {
  const found = effective.exceptions?.find((entry) => entry.id === id)
  if (found !== undefined) return found
  throw new ExceptionsError('id', {
    message: `your policy has no exception \`${id}\``,
    hint: 'trustctl exception list',
  })
}

/** A request that waits. Throws `ExceptionsError` `id` where none of this name does. */
export async function requestNamed(cli: Cli, id: string): Promise<ExceptionRequest> {
  const found = await requestsOf(cli).find(id)
  if (found !== null) return found
  throw new ExceptionsError('id', {
    message: `no request \`${id}\` waits for approval`,
    hint: 'trustctl exception list',
  })
}
