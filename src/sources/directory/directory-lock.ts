import { withStateLock } from '../tuf/state-lock.ts'
import { filesOf, type DirectoryPlaces } from './places.ts'

/** Does something that nobody else may do to the followed directory meanwhile; `busy` answers where another process does. */
export async function withDirectoryLock<Result>(
  places: DirectoryPlaces,
  name: string,
  how: { readonly work: () => Promise<Result>; readonly busy: (pid: number | null) => Result },
): Promise<Result> {
  return await withStateLock({ folder: places.directoryStateDir, lock: filesOf(places, name).lock }, how)
}
