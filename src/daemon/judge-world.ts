import type { World } from '../decide/index.ts'
import type { Store } from '../store/index.ts'
import { verifyEvidence } from '../verify/index.ts'
import type { Configuration } from './configuration.ts'

/** The world that one question is judged in: what is in force at this moment. */
export function judgeWorld(
  { policy, trust, findEvidence }: Configuration,
  {
    store,
    clock,
    version,
  }: { readonly store: Store; readonly clock: () => number; readonly version: string },
): World {
  return {
    findEvidence,
    verify: (verification, now) => verifyEvidence(verification, trust, now),
    // Another version may verify otherwise: its facts are found anew.
    trustDigest: `${trust.digest} ${version}`,
    policy,
    store,
    now: clock,
  }
}
