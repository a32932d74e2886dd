import { ClientError } from '../../client/index.ts'
import { runCanary, type CanaryVerdict } from '../canary/index.ts'
import type { DoctorWorld } from './doctor-world.ts'
import type { FoundPip } from './find/find-pips.ts'
import { inParallel } from './in-parallel.ts'
import { mendOf } from './mend.ts'

/** A pip with what a canary proved of it. */
export interface TriedPip extends FoundPip {
  readonly verdict: CanaryVerdict
  /** The command that mends it; null where nothing is to be mended. */
  readonly mend: string | null
}

/** How long one pip may take: cold Pythons on busy machines need their time. Less than a canary is let in for. */
export const PIP_LIMIT_MS = 45_000

/** Tries each by a canary, as many at a time as there are cores; in the order in which they were given. */
export async function tryPips(pips: readonly FoundPip[], world: DoctorWorld): Promise<readonly TriedPip[]> {
  let tried = 0
  return await inParallel(pips, world.cores, async (pip) => {
    const verdict = await verdictOn(pip, world)
    tried += 1
    world.onProgress(tried, pips.length)
    return { ...pip, verdict, mend: mendOf(pip, verdict, world) }
  })
}

async function verdictOn(pip: FoundPip, world: DoctorWorld): Promise<CanaryVerdict> {
  if (pip.foreign !== null) return { kind: 'unknown', codes: [], why: `not run: ${pip.foreign}` }
  try {
    return await runCanary(pip.command, { ...world, limitMs: PIP_LIMIT_MS })
  } catch (error) {
    // One that the daemon lets in no canary for is one that nothing is known of; the others are tried all the same.
    if (!(error instanceof ClientError)) throw error
    return { kind: 'unknown', codes: [], why: error.message }
  }
}
