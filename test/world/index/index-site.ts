import { fileStem } from './distribution.ts'
import { htmlPage, jsonPage, type PageApi, type ServedFile, type ServedProject } from './index-pages.ts'

/** An answer before it is sent. */
export interface SiteAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: Uint8Array
}

/** A page given word for word: for what no honest index would send. */
export interface RawPage {
  readonly contentType: string
  readonly body: Uint8Array | string
  /** Content-Encoding of a body that is encoded already. */
  readonly encoding?: string
}

/** What an index offers; can be handed to a running server as a whole, to change it. */
export interface Site {
  readonly api: PageApi
  readonly projects: readonly ServedProject[]
  /** Pages that replace the made ones, by project. */
  readonly rawPages?: Readonly<Record<string, RawPage>>
  /** Files are answered by a redirect to the same path at this base. */
  readonly redirectFilesTo?: string
  /** Page addresses are redirected once, to this base. */
  readonly redirectPagesTo?: string
  /** Other things by their path, e.g. a requirements file. */
  readonly extras?: Readonly<Record<string, RawPage>>
  /** Text that comes instead of a provenance that a file has. */
  readonly provenanceStatus?: number
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
const HTML_TYPE = 'application/vnd.pypi.simple.v1+html'

function answer(status: number, contentType: string, body: Uint8Array | string): SiteAnswer {
  return { status, headers: { 'content-type': contentType }, body: Buffer.from(body) }
}

function rawAnswer({ contentType, body, encoding }: RawPage): SiteAnswer {
  const plain = answer(200, contentType, body)
  return encoding === undefined
    ? plain
    : { ...plain, headers: { ...plain.headers, 'content-encoding': encoding } }
}

const notFound = (): SiteAnswer => answer(404, 'text/plain', 'not found\n')

function redirect(to: string): SiteAnswer {
  return { status: 302, headers: { location: to }, body: new Uint8Array() }
}

function pageAnswer(site: Site, name: string, base: string, accept: string): SiteAnswer {
  const raw = site.rawPages?.[name]
  if (raw) return rawAnswer(raw)
  const project = site.projects.find((each) => fileStem(each.name) === fileStem(name))
  if (project === undefined) return notFound()
  const page = { api: site.api, filesBase: `${base}/files/` }
  const json = site.api !== 'html' && accept.includes(JSON_TYPE)
  if (json) return answer(200, JSON_TYPE, jsonPage(project, page))
  return answer(
    200,
    accept.includes(HTML_TYPE) ? HTML_TYPE : 'text/html; charset=utf-8',
    htmlPage(project, page),
  )
}

/** The file or what lies beside it: `.provenance`, `.metadata`, `.asc`. */
function besideFile(site: Site, file: ServedFile, suffix: string): SiteAnswer {
  const contents: Readonly<Record<string, Uint8Array | null | undefined>> = {
    '': file.bytes,
    '.provenance': file.provenance,
    '.metadata': file.metadata,
    '.asc': file.signature,
  }
  const found = contents[suffix]
  if (suffix === '.provenance' && site.provenanceStatus !== undefined) {
    return answer(site.provenanceStatus, 'text/plain', 'out of order\n')
  }
  if (found === undefined || found === null) return notFound()
  return answer(
    200,
    suffix === '.provenance' ? 'application/vnd.pypi.integrity.v1+json' : 'application/octet-stream',
    found,
  )
}

function fileAnswer(site: Site, name: string): SiteAnswer {
  if (site.redirectFilesTo !== undefined)
    return redirect(`${site.redirectFilesTo}/files/${encodeURIComponent(name)}`)
  const files = site.projects.flatMap((project) => project.files)
  const whole = files.find((file) => file.filename === name)
  if (whole) return besideFile(site, whole, '')
  const file = files.find((each) => name.startsWith(`${each.filename}.`))
  return file ? besideFile(site, file, name.slice(file.filename.length)) : notFound()
}

/** Works out what the index answers to a path. `base` is the address that it is reached under, without a slash at its end. */
export function answerOf(site: Site, path: string, base: string, accept: string): SiteAnswer {
  const [, top, name = ''] = decodeURIComponent(path).split('/')
  const extra = site.extras?.[path]
  if (extra) return rawAnswer(extra)
  if (top === 'files') return fileAnswer(site, name)
  if (top !== 'simple') return notFound()
  if (site.redirectPagesTo !== undefined) return redirect(`${site.redirectPagesTo}${path}`)
  return name === '' ? rootAnswer(site) : pageAnswer(site, name, base, accept)
}

function rootAnswer(site: Site): SiteAnswer {
  const anchors = site.projects.map(({ name }) => `<a href="${name}/">${name}</a>`)
  return answer(200, 'text/html', `<!DOCTYPE html><html><body>${anchors.join('\n')}</body></html>`)
}
