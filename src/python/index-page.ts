import type { Sha256 } from '../encoding/index.ts'
import { parseHtmlPage } from './page-html.ts'
import { parseJsonPage } from './page-json.ts'
import type { ProjectName } from './project-name.ts'
import { PythonError } from './python-error.ts'

/** A project's page of a simple index (PEP 503, 629, 691). */
export interface IndexPage {
  /** As the page says it, e.g. `1.1`; null where it says nothing. */
  readonly apiVersion: string | null
  /** The project that the page says it is about; only JSON pages do. */
  readonly project: ProjectName | null
  readonly files: readonly IndexFile[]
}

/** One file of a page. What the page says of it is a claim. */
export interface IndexFile {
  /** The last segment of the URL, decoded: the name that pip goes by. */
  readonly filename: string
  /** Absolute, without fragment. */
  readonly url: string
  readonly sha256: Sha256 | null
  /** By name of the algorithm, as given. */
  readonly otherHashes: Readonly<Record<string, string>>
  /** Bytes. */
  readonly size: number | null
  /** Absolute URL of the PEP 740 provenance. */
  readonly provenance: string | null
  /** True where the key or attribute is there, even when it is null. */
  readonly provenanceOffered: boolean
  /** PEP 658/714: digest of the metadata file; true where it is there without a digest. */
  readonly coreMetadata: Sha256 | true | null
  readonly gpgSig: boolean | null
  /** PEP 592: false, true, or the reason. */
  readonly yanked: string | boolean
  /** PEP 700, ISO 8601. */
  readonly uploadTime: string | null
  /** PEP 345 specifiers, as given. */
  readonly requiresPython: string | null
}

const MAX_BYTES = 64 * 1024 * 1024
const JSON_TYPE = /^application\/vnd\.pypi\.simple\.(?:v1|latest)\+json$/
const HTML_TYPE = /^(?:application\/vnd\.pypi\.simple\.(?:v1|latest)\+html|text\/html)$/

/**
 * Reads a page as pip would, in the form that `contentType` (a Content-Type header's value) names. `baseUrl` is the
 * page's own address, after redirects and without credentials. Throws `PythonError` `page` for other types, for what
 * can't be read, for a page over 64 MiB or 200,000 files, and for an API of another major version (PEP 629).
 */
export function parseIndexPage(bytes: Uint8Array, contentType: string, baseUrl: string): IndexPage {
  const [type = '', ...parameters] = contentType.split(';').map((part) => part.trim())
  if (bytes.byteLength > MAX_BYTES) {
    throw new PythonError('page', {
      message: `the index page has ${bytes.byteLength} bytes, over ${MAX_BYTES}`,
    })
  }
  if (JSON_TYPE.test(type.toLowerCase())) return checked(parseJsonPage(bytes, baseUrl))
  if (HTML_TYPE.test(type.toLowerCase())) return checked(parseHtmlPage(bytes, charsetOf(parameters), baseUrl))
  throw new PythonError('page', {
    message: `expected an index page in HTML or JSON (PEP 691) and found \`${contentType.slice(0, 100)}\``,
  })
}

function charsetOf(parameters: readonly string[]): string {
  const charset = parameters.find((parameter) => /^charset\s*=/i.test(parameter))
  return charset?.replace(/^charset\s*=\s*"?([^"]*)"?$/i, '$1') ?? 'utf-8'
}

/** PEP 629: a client must not read a page of a newer major version. */
function checked(page: IndexPage): IndexPage {
  if (page.apiVersion === null || /^1(?:\.[0-9]+)?$/.test(page.apiVersion)) return page
  throw new PythonError('page', {
    message: `expected Simple API 1.x and found \`${page.apiVersion.slice(0, 100)}\``,
  })
}
