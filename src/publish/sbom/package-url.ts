import { PackageURL } from 'packageurl-js'
import type { ProjectName } from '../../python/index.ts'

export interface PackageUrlParts {
  readonly project: ProjectName
  readonly version: string | null
  readonly filename?: string | null
  /** URL of the index that it came from, without credentials. */
  readonly index?: string | null
  /** `git+https://…@commit`. */
  readonly vcsUrl?: string | null
  readonly downloadUrl?: string | null
}

/** The package URL of a release or one of its files, by the rules for `pypi` (ECMA-427, purl-spec types). */
export function packageUrl(parts: PackageUrlParts): string {
  const { project, version, filename = null, index = null, vcsUrl = null, downloadUrl = null } = parts
  const said: readonly (readonly [string, string | null])[] = [
    ['file_name', filename],
    ['repository_url', index],
    ['vcs_url', vcsUrl],
    ['download_url', downloadUrl],
  ]
  const qualifiers = Object.fromEntries(
    said.flatMap(([key, value]) => (value === null ? [] : [[key, value]])),
  )
  const url = new PackageURL('pypi', undefined, project, version ?? undefined, qualifiers, undefined)
  const [path = '', query] = url.toString().split('?')
  // ECMA-427 §5.4: all but letters, digits, `.-_~` and the colon is percent-encoded. The library leaves two of the signs
  // that versions have, and encodes the colon.
  const written = path.replaceAll('+', '%2B').replaceAll('!', '%21')
  return (query === undefined ? written : `${written}?${query}`).replaceAll('%3A', ':')
}
