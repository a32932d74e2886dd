import { releaseLine } from '../../python/index.ts'
import type { KeptFile } from '../../store/index.ts'
import { fileClass } from './file-class.ts'
import type { Release, ReleaseHistory } from '../history/index.ts'

type OneFile = Pick<KeptFile, 'filename' | 'kind' | 'version'>

/**
 * The newest earlier file that was attested and that this one is to be held against: of the same release line, or, where
 * the line has nothing earlier, of the release before; of the same class, where that release line or release has such files.
 */
export function precedentOf(history: ReleaseHistory, file: OneFile): KeptFile | null {
  const kind = fileClass(file)
  const comparable = comparableReleases(history, file).flatMap(({ files }) => files)
  const alike = comparable.filter((each) => fileClass(each) === kind)
  return (alike.length > 0 ? alike : comparable).find(({ everAttested }) => everAttested) ?? null
}

/** The newest of the comparable releases, where none of them was ever attested; null where one was, or there is none. */
export function unattestedBefore(history: ReleaseHistory, file: OneFile): Release | null {
  const comparable = comparableReleases(history, file)
  const wasAttested = comparable.some(({ files }) => files.some(({ everAttested }) => everAttested))
  return wasAttested ? null : (comparable[0] ?? null)
}

/** Newest first. */
function comparableReleases(history: ReleaseHistory, { version }: OneFile): readonly Release[] {
  const line = releaseLine(version)
  const onLine: Release[] = []
  let newest: Release | null = null
  for (const release of history.before(version)) {
    newest ??= release
    // Versions of one line lie together.
    if (release.line !== line) break
    onLine.push(release)
  }
  if (onLine.length > 0) return onLine
  return newest === null ? [] : [newest]
}
