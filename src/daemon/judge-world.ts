import type { World } from '../decide/index.ts'
import type { Verifier } from '../verify/index.ts'
import type { Configuration } from './configuration.ts'

/** What stays the same from question to question. */
interface Lasting extends Pick<World, 'store' | 'histories'> {
  readonly clock: () => number
  readonly version: string
  readonly verifier: Pick<Verifier, 'verify'>
}

/** The world that one question is judged in: what is in force at this moment. */
export function judgeWorld(
  { policy, trust, findEvidence, forbidsBypass }: Configuration,
  { store, histories, clock, version, verifier }: Lasting,
): World {
  return {
    findEvidence,
    verify: (verification, now) => verifier.verify(verification, trust, now),
    // Another version may verify otherwise: its facts are found anew.
    trustDigest: `${trust.digest} ${version}`,
    policy,
    store: forbidsBypass.length > 0 ? { ...store, bypass: () => Promise.resolve(null) } : store,
    histories,
    now: clock,
  }
}
