import { withStateLock } from '../tuf/state-lock.ts'
import { filesOf, type RootPlaces } from './places.ts'

/** Does something that nobody else may do to the instance meanwhile; `busy` answers where another process does. */
export async function withRootLock<Result>(
  places: RootPlaces,
  name: string,
  how: { readonly work: () => Promise<Result>; readonly busy: (pid: number | null) => Result },
): Promise<Result> {
  return await withStateLock({ folder: places.trustStateDir, lock: filesOf(places, name).lock }, how)
}
