import { isJsonObject, parseJson, type JsonValue } from '../encoding/index.ts'
import type { IndexFile, IndexPage } from './index-file.ts'
import { parseSdistFilename } from './sdist-filename.ts'
import type { Version } from './version.ts'
import { parseWheelFilename } from './wheel-filename.ts'

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 32 }

/** A page to be given in place of another. */
export interface RewrittenPage {
  readonly contentType: string
  readonly bytes: Buffer
}

/**
 * A page without some of its files, by name: a JSON page keeps everything else that it says, an HTML page is written anew
 * with every link that is left and all that it says of it. `bytes` are those that `page` was read from.
 */
export function pageWithout(
  page: IndexPage,
  bytes: Uint8Array,
  contentType: string,
  filenames: ReadonlySet<string>,
): RewrittenPage {
  return /\+json/i.test(contentType)
    ? { contentType, bytes: jsonWithout(bytes, filenames) }
    : { contentType: 'text/html; charset=utf-8', bytes: htmlWithout(page, filenames) }
}

function jsonWithout(bytes: Uint8Array, filenames: ReadonlySet<string>): Buffer {
  const page = parseJson(bytes, LIMITS)
  if (!isJsonObject(page) || !Array.isArray(page['files'])) throw new TypeError('a page that was read before')
  const files = page['files'].filter((file: JsonValue) => !filenames.has(nameIn(file)))
  const versions = versionsLeft(page['versions'], page['files'], files)
  return Buffer.from(JSON.stringify({ ...page, ...versions, files }))
}

/** As pip names a file: by the last segment of its address. */
function nameIn(file: JsonValue): string {
  const url = isJsonObject(file) && typeof file['url'] === 'string' ? file['url'] : ''
  const path = (/^[^?#]*/.exec(url)?.[0] ?? '').replace(/\/+$/, '')
  try {
    return decodeURIComponent(path.slice(path.lastIndexOf('/') + 1))
  } catch {
    return ''
  }
}

/** PEP 700: a version all of whose files are gone is gone too. */
function versionsLeft(
  versions: JsonValue | undefined,
  before: readonly JsonValue[],
  left: readonly JsonValue[],
) {
  if (!Array.isArray(versions)) return {}
  const [had, has] = [versionsOf(before), versionsOf(left)]
  return {
    versions: versions.filter(
      (version: JsonValue) => typeof version !== 'string' || !had.has(version) || has.has(version),
    ),
  }
}

function versionsOf(files: readonly JsonValue[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => versionIn(nameIn(file)) ?? []))
}

function versionIn(filename: string): Version | null {
  return (parseWheelFilename(filename) ?? parseSdistFilename(filename))?.version ?? null
}

function htmlWithout({ apiVersion, status, files }: IndexPage, filenames: ReadonlySet<string>): Buffer {
  const left = new Map(
    files.filter(({ filename }) => !filenames.has(filename)).map((file) => [file.filename, file]),
  )
  const metas = [
    ['pypi:repository-version', apiVersion],
    ['pypi:project-status', status?.status ?? null],
    ['pypi:project-status-reason', status?.why ?? null],
  ] as const
  const head = metas.flatMap(([name, content]) =>
    content === null ? [] : [`<meta name="${name}" content="${escaped(content)}">`],
  )
  const body = [...left.values()].map(anchor)
  const lines = ['<!DOCTYPE html>', '<html><head>', ...head, '</head><body>', ...body, '</body></html>', '']
  return Buffer.from(lines.join('\n'))
}

function anchor(file: IndexFile): string {
  const { coreMetadata, yanked, gpgSig } = file
  const metadata = coreMetadata === null ? null : coreMetadata === true ? 'true' : `sha256=${coreMetadata}`
  const attributes: readonly (readonly [string, string | null])[] = [
    ['href', `${file.url}${fragment(file)}`],
    ['data-requires-python', file.requiresPython],
    ['data-dist-info-metadata', metadata],
    ['data-core-metadata', metadata],
    ['data-gpg-sig', gpgSig === null ? null : String(gpgSig)],
    ['data-yanked', yanked === false ? null : yanked === true ? '' : yanked],
    ['data-provenance', file.provenance ?? (file.provenanceOffered ? '' : null)],
  ]
  const written = attributes.flatMap(([name, value]) =>
    value === null ? [] : [`${name}="${escaped(value)}"`],
  )
  return `<a ${written.join(' ')}>${escaped(file.filename)}</a><br/>`
}

function fragment({ sha256, otherHashes }: IndexFile): string {
  if (sha256 !== null) return `#sha256=${sha256}`
  const [other] = Object.entries(otherHashes)
  return other === undefined ? '' : `#${other[0]}=${other[1]}`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
