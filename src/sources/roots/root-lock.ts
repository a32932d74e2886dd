import { acquireLock, ensurePrivateFolder, lockHolder } from '../../files/index.ts'
import { filesOf, type RootPlaces } from './places.ts'

/** Does something that nobody else may do to the instance meanwhile; `busy` answers where another process does. */
export async function withRootLock<Result>(
  places: RootPlaces,
  name: string,
  { work, busy }: { readonly work: () => Promise<Result>; readonly busy: (pid: number | null) => Result },
): Promise<Result> {
  await ensurePrivateFolder(places.trustStateDir)
  const { lock: path } = filesOf(places, name)
  const lock = await acquireLock(path)
  if (lock === null) return busy((await lockHolder(path))?.pid ?? null)
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
