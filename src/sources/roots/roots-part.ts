import type { Sha256 } from '../../encoding/index.ts'
import type { Fetch } from '../template-source.ts'
import { addRoot, checkRepository, pinRoot, removeRoot, type RootWish } from './change-roots.ts'
import type { RootPlaces } from './places.ts'
import { refreshRoot, type RefreshEffects, type RefreshOutcome } from './refresh.ts'

/** What can be done with trust roots. */
export interface RootsPart {
  /** See `addRoot`. */
  addRoot(name: string, wish: RootWish): Promise<Sha256 | null>
  /** See `removeRoot`. */
  removeRoot(name: string): Promise<boolean>
  /** See `pinRoot`. */
  pinRoot(name: string, sha256: Sha256 | null): Promise<void>
  /** See `refreshRoot`. */
  refreshRoot(name: string, how: Pick<RefreshEffects, 'now' | 'signal' | 'from'>): Promise<RefreshOutcome>
}

export function rootsPart(places: RootPlaces, { fetch }: { readonly fetch: Fetch }): RootsPart {
  return {
    addRoot: (name, wish) => addRoot(places, name, wish),
    removeRoot: (name) => removeRoot(places, name),
    pinRoot: (name, sha256) => pinRoot(places, name, sha256),
    refreshRoot: async (name, how) => {
      if (how.from !== null) checkRepository(how.from)
      return await refreshRoot(places, name, { ...how, fetch })
    },
  }
}
