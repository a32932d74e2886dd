import type { DaemonConnection } from '../../client/index.ts'
import { countUses, standing, type StandingException, type Use } from '../../exceptions/index.ts'
import type { ExceptionEntry } from '../../policy/index.ts'
import type { Cli } from '../cli.ts'
import { decisionPages } from '../record-pages.ts'
import { decidingPolicies, policyOf } from './deciding-policies.ts'

/** An exception of a policy that decides here. `file` is null for the person's own policy. */
export interface PlacedException {
  readonly file: string | null
  readonly entry: ExceptionEntry
}

/** Every exception of every layer, also ended ones. Throws `CliError` `input` where a policy can't be read. */
export async function exceptionsInForce(cli: Cli): Promise<readonly PlacedException[]> {
  const placed: PlacedException[] = []
  for (const deciding of await decidingPolicies(cli)) {
    const { effective } = await policyOf(cli, deciding)
    placed.push(...(effective.exceptions ?? []).map((entry) => ({ file: deciding.file, entry })))
  }
  return placed
}

/** How each of them stands: its term, and its uses among what was decided since the oldest began. */
export async function standingExceptions(
  cli: Cli,
  daemon: DaemonConnection,
): Promise<readonly (StandingException & { readonly file: string | null })[]> {
  const placed = await exceptionsInForce(cli)
  const now = cli.now()
  const begun = placed.map(({ entry }) => Date.parse(`${entry.created}T00:00:00Z`) / 1000)
  const days = Math.max(0, Math.ceil((now - Math.min(now, ...begun)) / 86_400))
  const uses = await usesSince(cli, daemon, placed.length === 0 ? 0 : days)
  const entries = placed.map(({ entry }) => entry)
  return standing(entries, uses, now).map((each, nth) => ({ ...each, file: placed[nth]?.file ?? null }))
}

async function usesSince(
  cli: Cli,
  daemon: DaemonConnection,
  days: number,
): Promise<ReadonlyMap<string, Use>> {
  let uses: ReadonlyMap<string, Use> = new Map()
  if (days === 0) return uses
  for await (const records of decisionPages(daemon, { days, what: 'counting uses' }, cli))
    uses = countUses(uses, records)
  return uses
}
