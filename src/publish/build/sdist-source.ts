import { basename } from 'node:path'
import { ArchiveError, unpackSdist } from '../../artifact/index.ts'
import { sha256Of } from '../../encoding/index.ts'
import { readFileBounded } from '../../files/index.ts'
import { parseSdistFilename } from '../../python/index.ts'
import { CANONICAL_LIMITS, CanonicalError, sdistFiles } from '../canonical/index.ts'
import { BuildError } from './build-error.ts'
import type { Source, SourceWish } from './source.ts'
import { writeTree } from './tree.ts'

/** A source distribution as a source. Throws `BuildError` `source`. */
export async function openSdistSource(
  path: string,
  { epochSeconds, tag }: Pick<SourceWish, 'epochSeconds' | 'tag'>,
): Promise<Source> {
  const filename = basename(path)
  if (parseSdistFilename(filename)?.suffix !== '.tar.gz')
    throw new BuildError('source', { message: `expected a folder or a \`.tar.gz\` and found \`${path}\`` })
  if (tag !== null) throw new BuildError('source', { message: 'a source distribution has no tags' })
  const bytes = await readFileBounded(path, { maxBytes: CANONICAL_LIMITS.maxFileBytes })
  return await sdistTree(path, bytes, epochSeconds)
}

/**
 * The same of bytes at hand, `name` being what the file is called, with or without folders. Throws `BuildError` `source`.
 * @param epochSeconds null for the time of the newest file
 */
export async function sdistTree(
  name: string,
  bytes: Uint8Array,
  epochSeconds: number | null,
): Promise<Source> {
  const filename = basename(name)
  try {
    const files = (await sdistFiles(bytes)).map((file) => ({ ...file, name: belowTop(file.name) }))
    const times = (await unpackSdist(bytes, CANONICAL_LIMITS)).map(({ mtime }) => mtime)
    const newest = times.reduce((most, time) => Math.max(most, time), 0)
    const epoch = epochSeconds ?? newest
    return {
      identity: { kind: 'sdist', filename, sha256: sha256Of(bytes) },
      epochSeconds: epoch,
      copyTo: async (folder) => {
        await writeTree(folder, files, epoch)
        return folder
      },
    }
  } catch (cause) {
    if (!(cause instanceof CanonicalError) && !(cause instanceof ArchiveError)) throw cause
    throw new BuildError('source', { message: `\`${name}\` can’t be unpacked: ${cause.message}`, cause })
  }
}

function belowTop(name: string): string {
  return name.slice(name.indexOf('/') + 1)
}
