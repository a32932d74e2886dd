import { type HomePaths, keepRunRefusals } from '../../src/client/index.ts'
import type { OpenRun } from '../runs/index.ts'
import type { Log } from './log.ts'

/** Keeps what a run was refused without the daemon. `clock` in milliseconds; a full disk costs the explanation only. */
export async function keepRefusals(
  run: OpenRun,
  { paths, clock }: { readonly paths: HomePaths; readonly clock: () => number },
  log: Log,
): Promise<void> {
  const refusals = run.ledger.outcomes().flatMap((outcome) => (outcome.by === 'interceptor' ? [outcome] : []))
  if (refusals.length === 0) return
  const at = Math.floor(clock() / 1000)
  await keepRunRefusals(paths.refusalsFile, { at, run: run.id, refusals }).catch((error: unknown) =>
    log('failed', { error }),
  )
}
