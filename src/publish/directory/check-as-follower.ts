import { join } from 'node:path'
import { readContent, lookAtDirectory, TufError, type TufRepository } from '../../sources/index.ts'
import { DirectoryError } from './directory-error.ts'
import { readOptional } from './folder.ts'

/**
 * Reads a directory from its first root on as a follower does, with these files put over what lies there. `now` in seconds.
 * Throws `DirectoryError` `refused` where a follower would not take it, or would leave a part out.
 */
export async function checkAsFollower(
  folder: string,
  files: ReadonlyMap<string, Uint8Array>,
  now: number,
): Promise<void> {
  const repository: TufRepository = {
    where: folder,
    read: async (path) => files.get(path) ?? (await readOptional(join(folder, path))),
  }
  const found = await takenBy(repository, now)
  const { problems, unreadable } = await readContent(found, folder)
  const [first] = [...unreadable, ...problems]
  if (first !== undefined)
    throw new DirectoryError('refused', {
      message: `a follower would leave something out: ${first}`,
      hint: 'trustctl directory verify',
    })
}

async function takenBy(repository: TufRepository, now: number): Promise<ReadonlyMap<string, Uint8Array>> {
  try {
    return (await lookAtDirectory(repository, now)).files
  } catch (cause) {
    if (!(cause instanceof TufError)) throw cause
    throw new DirectoryError('refused', {
      message: `a follower would not take it: ${cause.message}`,
      hint: 'trustctl directory verify',
      cause,
    })
  }
}
