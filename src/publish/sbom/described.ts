import type { CoreMetadata } from '../../python/index.ts'
import type { Component, Link, Property } from './bill.ts'
import { licenceOf } from './licence/licence.ts'
import { publicUrl } from './public-url.ts'

const MAX_LINKS = 32
const MAX_TEXT = 1000
const KINDS: readonly (readonly [RegExp, Link['kind']])[] = [
  [/^(?:home ?page)$/i, 'website'],
  [/^(?:source|source ?code|repository|github|gitlab|code)$/i, 'vcs'],
  [/^(?:docs?|documentation)$/i, 'documentation'],
  [/^(?:issues?|bug ?tracker|issue ?tracker|tracker|bugs?)$/i, 'issue-tracker'],
]

type Described = Pick<Component, 'licence' | 'summary' | 'author' | 'links'> & {
  readonly stated: readonly Property[]
}

/** What metadata says of a component, in the bill's form. Addresses that are no http(s) are left out. */
export function described(metadata: CoreMetadata): Described {
  const { summary, author, projectUrls, licenseFiles } = metadata
  const licence = licenceOf(metadata)
  return {
    licence,
    summary: summary?.slice(0, MAX_TEXT) ?? null,
    author: author?.slice(0, MAX_TEXT) ?? null,
    links: projectUrls.slice(0, MAX_LINKS).flatMap(({ label, url }) => linkOf(label, url)),
    stated: [
      licence.kind === 'unknown'
        ? { name: 'licence:unknown', value: licence.why }
        : { name: 'licence:from', value: licence.from },
      ...licenseFiles
        .slice(0, MAX_LINKS)
        .map((value) => ({ name: 'licence:file', value: value.slice(0, MAX_TEXT) })),
    ],
  }
}

function linkOf(label: string, url: string): readonly Link[] {
  const shown = publicUrl(url)
  if (shown === null) return []
  return [{ kind: KINDS.find(([words]) => words.test(label))?.[1] ?? 'other', url: shown, digests: [] }]
}
