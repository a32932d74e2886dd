import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { FilesError, isSystemError, readFileBounded } from '../../../files/index.ts'
import { parseCoreMetadata, type CoreMetadata } from '../../../python/index.ts'

/** A distribution that an environment imports from. */
export interface InstalledDistribution {
  readonly metadata: CoreMetadata
  /** The `.dist-info` folder; null for the older `.egg-info`, which records no digests. */
  readonly info: string | null
  readonly directUrl: Uint8Array | null
  /** The program that installed it, in its own words. */
  readonly installer: string | null
  /** Asked for by a person, and not for another distribution's sake (PEP 376). */
  readonly isRequested: boolean
}

export interface Distributions {
  /** The one of each name that is imported, by name. */
  readonly installed: readonly InstalledDistribution[]
  /** Folders whose metadata can't be read, by their last name. */
  readonly unreadable: readonly string[]
}

const MAX_METADATA_BYTES = 16 * 1024 * 1024
const MAX_SMALL_BYTES = 64 * 1024
/** Of all folders together. */
const MAX_DISTRIBUTIONS = 20_000

/** Every distribution of the folders, in the order in which Python looks: of two with one name the first counts. */
export async function findDistributions(folders: readonly string[]): Promise<Distributions> {
  const found = new Map<string, InstalledDistribution>()
  const unreadable: string[] = []
  let left = MAX_DISTRIBUTIONS
  for (const folder of folders) {
    for (const name of await infoNames(folder)) {
      left -= 1
      if (left < 0)
        return { installed: sorted(found), unreadable: [...unreadable, `more than ${MAX_DISTRIBUTIONS}`] }
      const distribution = await readDistribution(folder, name)
      if (distribution === null) unreadable.push(name)
      else if (!found.has(distribution.metadata.name)) found.set(distribution.metadata.name, distribution)
    }
  }
  return { installed: sorted(found), unreadable }
}

function sorted(found: ReadonlyMap<string, InstalledDistribution>): readonly InstalledDistribution[] {
  return [...found.values()].toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1))
}

async function infoNames(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].some((code) => isSystemError(error, code))) return []
    throw error
  })
  return names.filter((name) => /\.(?:dist|egg)-info$/.test(name)).toSorted()
}

async function readDistribution(folder: string, name: string): Promise<InstalledDistribution | null> {
  const path = join(folder, name)
  const isDistInfo = name.endsWith('.dist-info')
  // An `.egg-info` is a folder, or the file itself.
  const bytes = isDistInfo
    ? await read(join(path, 'METADATA'), MAX_METADATA_BYTES)
    : ((await read(join(path, 'PKG-INFO'), MAX_METADATA_BYTES)) ?? (await read(path, MAX_METADATA_BYTES)))
  const metadata = bytes === null ? null : parseCoreMetadata(bytes)
  if (metadata === null) return null
  const [directUrl, installer, requested] = await Promise.all(
    ['direct_url.json', 'INSTALLER', 'REQUESTED'].map((each) => read(join(path, each), MAX_SMALL_BYTES)),
  )
  return {
    metadata,
    info: isDistInfo ? path : null,
    directUrl: directUrl ?? null,
    installer: installerOf(installer ?? null),
    isRequested: requested !== null && requested !== undefined,
  }
}

function installerOf(bytes: Uint8Array | null): string | null {
  const text = bytes === null ? '' : Buffer.from(bytes).toString('utf8').trim()
  return /^[\w.-]{1,64}$/.test(text) ? text : null
}

async function read(path: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(path, { maxBytes })
  } catch (error) {
    if (error instanceof FilesError || isSystemError(error, 'EACCES')) return null
    throw error
  }
}
