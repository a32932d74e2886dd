import { compareParts, partsOf, releaseLine, type Version, type VersionParts } from '../../python/index.ts'
import type { KeptFile, KeptListing } from '../../store/index.ts'

/** The files of one version. */
export interface Release {
  readonly version: Version
  readonly parts: VersionParts
  readonly line: string
  readonly files: readonly KeptFile[]
}

/** A kept listing in the order of its versions, so that a page of thousands of files is looked up in microseconds. */
export interface ReleaseHistory {
  file(filename: string): KeptFile | null
  /** The release of this version, however it is spelled (`1.0`, `1`). */
  release(version: Version): Release | null
  /** Releases before this version, the newest first. */
  before(version: Version): Iterable<Release>
}

/** Gives the history of a listing. */
export type Histories = (kept: KeptListing) => ReleaseHistory

/** Histories that are made once for each listing: the same list of files is the same history. */
export function histories(): Histories {
  const made = new WeakMap<readonly KeptFile[], ReleaseHistory>()
  return ({ files }) => {
    const known = made.get(files) ?? releaseHistory(files)
    made.set(files, known)
    return known
  }
}

export function releaseHistory(files: readonly KeptFile[]): ReleaseHistory {
  const byName = new Map(files.map((file) => [file.filename, file]))
  const releases = releasesOf(files)
  return {
    file: (filename) => byName.get(filename) ?? null,
    release: (version) => {
      const parts = partsOf(version)
      const found = releases[countBefore(releases, parts)]
      return found !== undefined && compareParts(found.parts, parts) === 0 ? found : null
    },
    before: function* (version) {
      for (let at = countBefore(releases, partsOf(version)) - 1; at >= 0; at -= 1) {
        const release = releases[at]
        if (release !== undefined) yield release
      }
    },
  }
}

/** In the order of PEP 440; versions that are equal are one release. */
function releasesOf(files: readonly KeptFile[]): readonly Release[] {
  const spelled = [...Map.groupBy(files, ({ version }) => version)].map(([version, its]) => ({
    version,
    parts: partsOf(version),
    line: releaseLine(version),
    files: its,
  }))
  const releases: Release[] = []
  for (const next of spelled.toSorted((a, b) => compareParts(a.parts, b.parts))) {
    const last = releases.at(-1)
    if (last === undefined || compareParts(last.parts, next.parts) !== 0) releases.push(next)
    else releases[releases.length - 1] = { ...last, files: [...last.files, ...next.files] }
  }
  return releases
}

/** How many releases come before these parts, by halving. */
function countBefore(releases: readonly Release[], parts: VersionParts): number {
  let [low, high] = [0, releases.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const release = releases[middle]
    if (release !== undefined && compareParts(release.parts, parts) < 0) low = middle + 1
    else high = middle
  }
  return low
}
