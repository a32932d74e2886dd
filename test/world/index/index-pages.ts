import { sha256Hex } from './distribution.ts'

/** A file as an index serves it; what is absent is not said on the page. */
export interface ServedFile {
  readonly filename: string
  readonly bytes: Uint8Array
  /** The digest that the page gives: the true one unless set; `none` for an index without hashes. */
  readonly sha256?: string
  /** PEP 740: bytes to serve; null says that there is none (the key is there, and null). */
  readonly provenance?: Uint8Array | null
  /** PEP 658: core metadata to serve beside the file. */
  readonly metadata?: Uint8Array
  /** A detached OpenPGP signature, served as `<file>.asc`. */
  readonly signature?: Uint8Array
  readonly yanked?: string
  readonly requiresPython?: string
  /** PEP 700, as the page says it; null: it says none. Long ago where absent. */
  readonly uploadTime?: string | null
  /** Where the page says that the file is, when that is not this index. */
  readonly url?: string
}

/** Everything an index has of one project. */
export interface ServedProject {
  readonly name: string
  readonly files: readonly ServedFile[]
  /** PEP 700. */
  readonly versions?: readonly string[]
  /** PEP 792; active where absent. */
  readonly status?: { readonly status: string; readonly reason?: string }
}

/** Versions of the Simple API (PEP 629, 691, 700, 708, 740, 792); `html` is PEP 503 for every client. */
export type PageApi = '1.0' | '1.1' | '1.2' | '1.3' | '1.4' | 'html'

/** What a page is made of, besides its project. */
export interface PageSettings {
  readonly api: PageApi
  /** The base of file addresses, with a slash at its end. */
  readonly filesBase: string
}

const UPLOADED = '2026-01-02T03:04:05.000000Z'

function hashOf(file: ServedFile): string | null {
  if (file.sha256 === 'none') return null
  return file.sha256 ?? sha256Hex(file.bytes)
}

function addressOf(file: ServedFile, { filesBase }: PageSettings): string {
  return file.url ?? `${filesBase}${encodeURIComponent(file.filename)}`
}

/** The keys that a version of the API adds to a file (1.1: size and time; 1.3: provenance). */
function keysOfVersion(file: ServedFile, page: PageSettings): Record<string, unknown> {
  const address = addressOf(file, page)
  const since = (version: string): boolean => page.api >= version
  const uploadTime = file.uploadTime === undefined ? UPLOADED : file.uploadTime
  return {
    ...(since('1.1') && { size: file.bytes.length }),
    ...(since('1.1') && uploadTime !== null && { 'upload-time': uploadTime }),
    ...(since('1.3') && {
      provenance: file.provenance === undefined || file.provenance === null ? null : `${address}.provenance`,
    }),
  }
}

function jsonFile(file: ServedFile, page: PageSettings): Record<string, unknown> {
  const hash = hashOf(file)
  const metadata = file.metadata && { sha256: sha256Hex(file.metadata) }
  return {
    filename: file.filename,
    url: addressOf(file, page),
    hashes: hash === null ? {} : { sha256: hash },
    ...(file.requiresPython !== undefined && { 'requires-python': file.requiresPython }),
    ...(metadata && { 'core-metadata': metadata, 'data-dist-info-metadata': metadata }),
    'gpg-sig': file.signature !== undefined,
    yanked: file.yanked ?? false,
    ...keysOfVersion(file, page),
  }
}

/** A project's page as PEP 691 JSON. */
export function jsonPage(project: ServedProject, page: PageSettings): string {
  return JSON.stringify({
    meta: { 'api-version': page.api === 'html' ? '1.0' : page.api },
    name: project.name,
    ...(page.api >= '1.1' && { versions: project.versions ?? [] }),
    ...(page.api >= '1.4' && { 'project-status': project.status ?? { status: 'active' } }),
    files: project.files.map((file) => jsonFile(file, page)),
  })
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

function htmlAnchor(file: ServedFile, page: PageSettings): string {
  const hash = hashOf(file)
  const address = addressOf(file, page)
  const metadata = file.metadata && `sha256=${sha256Hex(file.metadata)}`
  const mayAttest = page.api === 'html' || page.api >= '1.3'
  const attributes: readonly (readonly [string, string | undefined])[] = [
    ['href', `${address}${hash === null ? '' : `#sha256=${hash}`}`],
    ['data-requires-python', file.requiresPython],
    ['data-dist-info-metadata', metadata],
    ['data-core-metadata', metadata],
    ['data-gpg-sig', file.signature && 'true'],
    ['data-yanked', file.yanked],
    ['data-provenance', mayAttest && file.provenance ? `${address}.provenance` : undefined],
  ]
  const written = attributes.flatMap(([key, value]) =>
    value === undefined ? [] : [`${key}="${escapeHtml(value)}"`],
  )
  return `<a ${written.join(' ')}>${escapeHtml(file.filename)}</a><br/>`
}

function statusMetas({ status }: ServedProject): string {
  if (status === undefined) return ''
  const metas = [
    ['pypi:project-status', status.status],
    ['pypi:project-status-reason', status.reason],
  ] as const
  return metas
    .flatMap(([name, content]) =>
      content === undefined ? [] : [`<meta name="${name}" content="${escapeHtml(content)}">`],
    )
    .join('')
}

/** A project's page as PEP 503 HTML, with the attributes of PEP 592, 658, 714 and 740. */
export function htmlPage(project: ServedProject, page: PageSettings): string {
  const version = page.api === 'html' ? '1.0' : page.api
  return `<!DOCTYPE html>
<html><head><meta name="pypi:repository-version" content="${version}">${statusMetas(project)}<title>Links for ${escapeHtml(project.name)}</title></head>
<body><h1>Links for ${escapeHtml(project.name)}</h1>
${project.files.map((file) => htmlAnchor(file, page)).join('\n')}
</body></html>
`
}
