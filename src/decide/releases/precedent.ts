import { compareVersions, releaseLine, type Version } from '../../python/index.ts'
import type { KeptFile, KeptListing } from '../../store/index.ts'
import { fileClass } from './file-class.ts'

/**
 * The newest earlier file that was attested and that this one is to be held against: of the same release line, or, where
 * the line has nothing earlier, of the release before; of the same class, where that release line or release has such files.
 */
export function precedentOf(
  { files }: KeptListing,
  file: Pick<KeptFile, 'filename' | 'kind' | 'version'>,
): KeptFile | null {
  const earlier = files.filter(({ version }) => compareVersions(version, file.version) < 0)
  const line = releaseLine(file.version)
  const onLine = earlier.filter(({ version }) => releaseLine(version) === line)
  const comparable = onLine.length > 0 ? onLine : ofNewestVersion(earlier)
  const kind = fileClass(file)
  const alike = comparable.filter((each) => fileClass(each) === kind)
  const attested = (alike.length > 0 ? alike : comparable).filter(({ everAttested }) => everAttested)
  return newest(attested)
}

function newest(files: readonly KeptFile[]): KeptFile | null {
  return files.reduce<KeptFile | null>(
    (best, file) => (best === null || compareVersions(file.version, best.version) > 0 ? file : best),
    null,
  )
}

function ofNewestVersion(files: readonly KeptFile[]): readonly KeptFile[] {
  const version = newest(files)?.version
  return version === undefined ? [] : filesOf(files, version)
}

/** Files of one release; equal versions may be written differently (`1.0`, `1`). */
export function filesOf(files: readonly KeptFile[], version: Version): readonly KeptFile[] {
  return files.filter((file) => file.version === version || compareVersions(file.version, version) === 0)
}
