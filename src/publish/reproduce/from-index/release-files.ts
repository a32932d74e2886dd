import { sha256Of, type Sha256 } from '../../../encoding/index.ts'
import {
  parseSdistFilename,
  parseUploadTime,
  parseWheelFilename,
  type IndexFile,
  type ProjectName,
  type Version,
} from '../../../python/index.ts'
import { COMPARISON_LIMITS, type ComparedFile } from '../../difference/index.ts'
import { ReproduceError } from '../reproduce-error.ts'
import { fetchFile, filesOnIndex } from './ask-index.ts'
import type { PipRoad } from './pip-road.ts'

type Road = Pick<PipRoad, 'get'>

/** A release as the index has it. What the index says is a claim; digests are checked where bytes come. */
export interface Release {
  readonly wheels: readonly IndexFile[]
  /** Null where only wheels were published. */
  readonly sdist: IndexFile | null
}

/** Finds a release on the first index that has any file of it; null where none has. Throws `ReproduceError` `index`. */
export async function findRelease(
  project: ProjectName,
  version: Version,
  indexes: readonly string[],
  road: Road,
): Promise<Release | null> {
  for (const index of indexes) {
    const files = await filesOnIndex(index, project, road)
    const wheels = files.filter(({ filename }) => {
      const named = parseWheelFilename(filename)
      return named?.project === project && named.version === version
    })
    const sdists = files.filter(({ filename }) => parseSdistFilename(filename, project)?.version === version)
    const sdist = sdists.find(({ filename }) => filename.endsWith('.tar.gz')) ?? sdists[0] ?? null
    if (wheels.length > 0 || sdist !== null) return { wheels, sdist }
  }
  return null
}

/** The wheel that is meant: the one for every platform, or the only one. Throws `ReproduceError` `choice` or `not-found`. */
export function onlyWheel({ wheels }: Release): IndexFile {
  const [first, ...others] = wheels
  if (first === undefined)
    throw new ReproduceError('not-found', {
      message: 'the release has no wheel: there is nothing to reproduce',
    })
  const pure = wheels.filter(({ filename }) => filename.endsWith('-none-any.whl'))
  if (others.length === 0 || pure.length === 1) return pure[0] ?? first
  const names = wheels.slice(0, 10).map(({ filename }) => filename)
  throw new ReproduceError('choice', {
    message: `the release has ${wheels.length} wheels: ${names.join(', ')}${wheels.length > 10 ? ', …' : ''}`,
    hint: 'pip download one, and trustctl reproduce FILE',
  })
}

/** Fetches a file and checks its digest. Throws `ReproduceError` `index` or `digest`. */
export async function fetchReleaseFile(
  { filename, url, sha256 }: IndexFile,
  road: Road,
): Promise<ComparedFile & { readonly sha256: Sha256 }> {
  const bytes = await fetchFile(url, COMPARISON_LIMITS.maxFileBytes, road)
  const found = sha256Of(bytes)
  if (sha256 === null || sha256 === found) return { filename, bytes, sha256: found }
  throw new ReproduceError('digest', {
    message: `\`${filename}\`: expected sha256 ${sha256}, as the index says, and found ${found}`,
  })
}

/** When a file was uploaded, in seconds since the epoch; null where the index doesn't say. */
export function uploadedAt({ uploadTime }: Pick<IndexFile, 'uploadTime'>): number | null {
  return uploadTime === null ? null : parseUploadTime(uploadTime)
}

/** When the first file of a version was uploaded; null where that isn't known. */
export async function cameOut(
  project: ProjectName,
  version: Version,
  indexes: readonly string[],
  road: Road,
): Promise<number | null> {
  const release = await findRelease(project, version, indexes, road)
  const files =
    release === null ? [] : [...release.wheels, ...(release.sdist === null ? [] : [release.sdist])]
  const times = files.map(uploadedAt).filter((time) => time !== null)
  return times.length === 0 ? null : Math.min(...times)
}
