import type { Fetch } from '../template-source.ts'
import {
  checkPlace,
  joinDirectory,
  leaveDirectory,
  moveDirectory,
  type JoinWish,
} from './change-directories.ts'
import { followedNames } from './followed.ts'
import type { DirectoryPlaces } from './places.ts'
import { hearDirectory, type HearEffects, type HearOutcome } from './refresh.ts'

type Hearing = Pick<HearEffects, 'now' | 'signal'>

/** What can be done with key directories that are followed. */
export interface DirectoryPart {
  /** See `joinDirectory`. */
  joinDirectory(wish: JoinWish, how: Hearing): Promise<HearOutcome | null>
  /** See `hearDirectory`. */
  hearDirectory(name: string, how: Hearing & Pick<HearEffects, 'from'>): Promise<HearOutcome>
  /** See `moveDirectory`. */
  moveDirectory(name: string, where: string): Promise<void>
  /** See `leaveDirectory`. */
  leaveDirectory(name: string): Promise<boolean>
  directoryNames(): Promise<readonly string[]>
}

export function directoryPart(places: DirectoryPlaces, { fetch }: { readonly fetch: Fetch }): DirectoryPart {
  return {
    joinDirectory: (wish, how) => joinDirectory(places, wish, { ...how, fetch }),
    hearDirectory: async (name, how) => {
      if (how.from !== null) checkPlace(how.from)
      return await hearDirectory(places, name, { ...how, fetch })
    },
    moveDirectory: (name, where) => moveDirectory(places, name, where),
    leaveDirectory: (name) => leaveDirectory(places, name),
    directoryNames: () => followedNames(places),
  }
}
