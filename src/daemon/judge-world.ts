import type { World } from '../decide/index.ts'
import { revocationsKnown } from '../sources/index.ts'
import type { Verifier } from '../verify/index.ts'
import type { Configuration } from './configuration.ts'

/** What stays the same from question to question. */
interface Lasting extends Pick<World, 'store' | 'histories'> {
  readonly clock: () => number
  readonly version: string
  readonly verifier: Pick<Verifier, 'verify'>
  /** The configuration after key directories were asked for names of keys, or as it is. */
  readonly hearOf: (strangers: readonly string[]) => Promise<Configuration>
}

/** The world that one question is judged in: what is in force at this moment. */
export function judgeWorld(
  { policy, trust, directories, findEvidence, forbidsBypass }: Configuration,
  lasting: Lasting,
): World {
  const { store, histories, clock, version, verifier } = lasting
  return {
    findEvidence,
    verify: (verification, now) => verifier.verify(verification, trust, now),
    // Another version may verify otherwise: its facts are found anew.
    trustDigest: `${trust.digest} ${version}`,
    policy,
    revocations: directories.length === 0 ? null : revocationsKnown(directories),
    renewed: async (strangers) => {
      if (strangers.length === 0 || directories.length === 0) return null
      const next = await lasting.hearOf(strangers)
      return next.trust.digest === trust.digest ? null : judgeWorld(next, lasting)
    },
    store: forbidsBypass.length > 0 ? { ...store, bypass: () => Promise.resolve(null) } : store,
    histories,
    now: clock,
  }
}
