import { acquireLock, ensurePrivateFolder, lockHolder } from '../../files/index.ts'

/** Does something that nobody else may do to what is kept of a repository meanwhile; `busy` answers where another process does. */
export async function withStateLock<Result>(
  { folder, lock: path }: { readonly folder: string; readonly lock: string },
  { work, busy }: { readonly work: () => Promise<Result>; readonly busy: (pid: number | null) => Result },
): Promise<Result> {
  await ensurePrivateFolder(folder)
  const lock = await acquireLock(path)
  if (lock === null) return busy((await lockHolder(path))?.pid ?? null)
  try {
    return await work()
  } finally {
    await lock.release()
  }
}
