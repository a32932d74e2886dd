import { MAX_METADATA_BYTES, parseMetadata, type ProjectMetadata } from './metadata.ts'
import { readHeaders } from './metadata-headers.ts'

/** What a METADATA or PKG-INFO file says beside name and version: its maker's words, each bounded. */
export interface CoreMetadata extends ProjectMetadata {
  /** As it is written, `Flask-SQLAlchemy`. */
  readonly writtenName: string
  readonly summary: string | null
  /** PEP 639. */
  readonly licenseExpression: string | null
  readonly licenseFiles: readonly string[]
  /** The older field, of any text. */
  readonly license: string | null
  readonly classifiers: readonly string[]
  /** PEP 508, unread. */
  readonly requiresDist: readonly string[]
  readonly author: string | null
  readonly projectUrls: readonly { readonly label: string; readonly url: string }[]
}

/** Values of one header that are read, and characters of one value: what is beyond is cut off. */
const MAX_VALUES = 2000
const MAX_VALUE = 8192

/**
 * Reads core metadata, or returns null where `parseMetadata` does. Values are UTF-8, or Latin-1 where they are not; a
 * header that may come once counts only where it does (the first would be one reader's, the last another's).
 */
export function parseCoreMetadata(bytes: Uint8Array): CoreMetadata | null {
  const release = parseMetadata(bytes)
  if (release === null || bytes.byteLength > MAX_METADATA_BYTES) return null
  const headers = readHeaders(Buffer.from(bytes).toString('latin1'))
  const all = (name: string): readonly string[] =>
    (headers.get(name) ?? [])
      .slice(0, MAX_VALUES)
      .map(valueOf)
      .filter((value) => value !== '')
  const one = (name: string): string | null => {
    const [first, ...others] = all(name)
    return first === undefined || others.length > 0 || first === 'UNKNOWN' ? null : first
  }
  return {
    ...release,
    writtenName: one('name') ?? release.name,
    summary: one('summary'),
    licenseExpression: one('license-expression'),
    licenseFiles: all('license-file'),
    license: one('license'),
    classifiers: all('classifier'),
    requiresDist: all('requires-dist'),
    author: one('author') ?? one('author-email') ?? one('maintainer') ?? one('maintainer-email'),
    projectUrls: [...all('project-url').flatMap(labelled), ...homePage(one('home-page'))],
  }
}

function valueOf(raw: string): string {
  const bytes = Buffer.from(raw.trim(), 'latin1')
  const text = bytes.toString('utf8')
  return (text.includes('\ufffd') ? bytes.toString('latin1') : text).slice(0, MAX_VALUE).toWellFormed()
}

/** `Source, https://…` */
function labelled(value: string): CoreMetadata['projectUrls'] {
  const [, label, url] = /^([^,]{1,64}),\s*(\S+)$/.exec(value) ?? []
  return label === undefined || url === undefined ? [] : [{ label, url }]
}

function homePage(url: string | null): CoreMetadata['projectUrls'] {
  return url === null ? [] : [{ label: 'Homepage', url }]
}
