import {
  compareVersions,
  parseSdistFilename,
  parseWheelFilename,
  type ProjectName,
  type Version,
} from '../../python/index.ts'

/**
 * True when two file names name the same distribution: as PEP 740 has it, after normalising project, version and
 * the order of compressed tags. Names that can't be read are compared as they are.
 */
export function isSameDistribution(one: string, other: string): boolean {
  return one === other || (normalised(one) ?? one) === (normalised(other) ?? other)
}

/** True when both names can be read and are of one project, in different versions. */
export function isOtherVersion(one: string, other: string): boolean {
  const [first, second] = [releaseIn(one), releaseIn(other)]
  return (
    first !== null &&
    second !== null &&
    first.project === second.project &&
    compareVersions(first.version, second.version) !== 0
  )
}

function releaseIn(filename: string): { readonly project: ProjectName; readonly version: Version } | null {
  return parseWheelFilename(filename) ?? parseSdistFilename(filename)
}

function normalised(filename: string): string | null {
  const wheel = parseWheelFilename(filename)
  if (wheel !== null) {
    const { project, version, build, tags } = wheel
    return ['wheel', project, version, build ?? '', ...tags.toSorted()].join('\n')
  }
  // Only PEP 625 names: in older forms it isn't settled where the project ends.
  if (!/^[^-]+-[^-]+$/.test(filename)) return null
  const sdist = parseSdistFilename(filename)
  return sdist === null ? null : ['sdist', sdist.project, sdist.version, sdist.suffix].join('\n')
}
