import { parseWheelFilename } from '../../python/index.ts'
import type { ListedFile } from '../../verdict/index.ts'

/** Files that a project usually makes in one place: builds for one platform may be attested where others are not. */
export type FileClass = 'sdist' | 'any' | 'linux' | 'macos' | 'windows' | 'other'

const PLATFORMS: readonly (readonly [pattern: RegExp, name: FileClass])[] = [
  [/-any$/, 'any'],
  [/-(?:many|musl)?linux_?/, 'linux'],
  [/-macosx_/, 'macos'],
  [/-win(?:32|_)/, 'windows'],
]

export function fileClass({ kind, filename }: Pick<ListedFile, 'kind' | 'filename'>): FileClass {
  if (kind === 'sdist') return 'sdist'
  const tags = parseWheelFilename(filename)?.tags ?? []
  return PLATFORMS.find(([pattern]) => tags.some((tag) => pattern.test(tag)))?.[1] ?? 'other'
}
