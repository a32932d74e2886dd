import type { ListedFile } from '../../verdict/index.ts'

/** Files that a project usually makes in one place: builds for one platform may be attested where others are not. */
type FileClass = 'sdist' | 'any' | 'linux' | 'macos' | 'windows' | 'other'

const PLATFORMS: readonly (readonly [pattern: RegExp, name: FileClass])[] = [
  [/^any$/, 'any'],
  [/^(?:many|musl)?linux/, 'linux'],
  [/^macosx_/, 'macos'],
  [/^win(?:32$|_)/, 'windows'],
]

/** By the platform tags at the end of a wheel's name, the first of which that is known counts. */
export function fileClass({ kind, filename }: Pick<ListedFile, 'kind' | 'filename'>): FileClass {
  if (kind === 'sdist') return 'sdist'
  const tags = filename
    .slice(filename.lastIndexOf('-') + 1, -'.whl'.length)
    .toLowerCase()
    .split('.')
  return PLATFORMS.find(([pattern]) => tags.some((tag) => pattern.test(tag)))?.[1] ?? 'other'
}
