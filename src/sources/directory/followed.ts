import { readdir } from 'node:fs/promises'
import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import { isSystemError } from '../../files/index.ts'
import { MAX_ROOT_BYTES } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { filesOf, isDirectoryName, type DirectoryPlaces } from './places.ts'

/** How many directories a machine may follow. */
export const MAX_DIRECTORIES = 8
const LIMITS = { maxBytes: 16 * 1024, maxDepth: 3 }

const Settings = v.strictObject({
  format: v.literal(1),
  /** An URL, or an absolute folder. */
  where: v.pipe(v.string(), v.minLength(1), v.maxLength(2048)),
  /** The code of the root that it was introduced by. */
  introduction: v.pipe(v.string(), v.maxLength(64)),
  /** `code`: somebody gave the code; `person`: somebody compared it on this machine. */
  introducedBy: v.picklist(['code', 'person']),
})

/** What `directory.json` says. */
export type FollowedSettings = Omit<v.InferOutput<typeof Settings>, 'format'>

/** A directory that is followed, as it is configured. */
export interface Followed extends FollowedSettings {
  readonly name: string
  readonly root: Uint8Array
}

/** Names of the followed directories, sorted. Throws `SourcesError` `directory` for more than `MAX_DIRECTORIES`. */
export async function followedNames({ directoriesDir }: DirectoryPlaces): Promise<readonly string[]> {
  const names = await readdir(directoriesDir).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  })
  const found = names.filter(isDirectoryName).toSorted()
  if (found.length <= MAX_DIRECTORIES) return found
  throw new SourcesError('directory', {
    message: `\`${directoriesDir}\` has ${found.length} key directories; at most ${MAX_DIRECTORIES} are followed`,
    hint: 'trustctl directory leave NAME',
  })
}

/** Reads how a directory is followed. Throws `SourcesError`. */
export async function readFollowed(places: DirectoryPlaces, name: string): Promise<Followed> {
  const files = filesOf(places, name)
  try {
    const bytes = await readTrustedFile(files.settings, LIMITS.maxBytes)
    const { format: _format, ...settings } = v.parse(Settings, parseJson(bytes, LIMITS))
    return { name, ...settings, root: await readTrustedFile(files.root, MAX_ROOT_BYTES) }
  } catch (cause) {
    if (cause instanceof SourcesError && cause.code === 'missing') throw notFollowed(name, cause)
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new SourcesError('directory', {
      message: `\`${files.settings}\` can't be used: ${cause.message}`,
      hint: `trustctl directory leave ${name}, then join it again`,
      cause,
    })
  }
}

function notFollowed(name: string, cause: Error): SourcesError {
  return new SourcesError('missing', {
    message: `no key directory \`${name}\` is followed`,
    hint: 'trustctl directory status',
    cause,
  })
}
