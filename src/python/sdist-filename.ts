import { parseProjectName, type ProjectName } from './project-name.ts'
import { parseVersion, type Version } from './version.ts'

/** What a source distribution's file name says (PEP 625, and the forms before it). */
export interface SdistFilename {
  readonly project: ProjectName
  readonly version: Version
  /** One of pip's archive suffixes, lower case, e.g. `.tar.gz`. */
  readonly suffix: string
}

const MAX_LENGTH = 512

/** What pip unpacks as a source archive. The longer of two that fit comes first. */
const SUFFIXES = [
  '.tar.gz',
  '.tar.bz2',
  '.tar.xz',
  '.tar.lzma',
  '.tar.lz',
  '.tar',
  '.tgz',
  '.tbz',
  '.txz',
  '.tlz',
  '.zip',
]

/**
 * Reads a source distribution's file name, or returns null. Names of the time before PEP 625 may have dashes on both
 * sides: with `expectedProject` the split that names it is taken, else the last one whose right side is a version.
 */
export function parseSdistFilename(filename: string, expectedProject?: ProjectName): SdistFilename | null {
  const lower = filename.toLowerCase()
  const suffix = SUFFIXES.find((each) => lower.endsWith(each))
  if (suffix === undefined || filename.length > MAX_LENGTH) return null
  const stem = filename.slice(0, -suffix.length)
  for (let dash = stem.lastIndexOf('-'); dash > 0; dash = stem.lastIndexOf('-', dash - 1)) {
    const project = parseProjectName(stem.slice(0, dash))
    const version = parseVersion(stem.slice(dash + 1))
    if (project === null || version === null) continue
    if (expectedProject === undefined || project === expectedProject) return { project, version, suffix }
  }
  return null
}
