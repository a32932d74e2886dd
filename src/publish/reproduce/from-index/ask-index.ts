import { EncodingError, readBounded } from '../../../encoding/index.ts'
import { parseIndexPage, PythonError, type IndexFile, type ProjectName } from '../../../python/index.ts'
import { ReproduceError } from '../reproduce-error.ts'

/** Asks a web server. Handed in; redirects are followed. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

const PAGE_TYPES =
  'application/vnd.pypi.simple.v1+json, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.01'
const MAX_PAGE_BYTES = 64 * 1024 ** 2
const TIMEOUT_MS = 120_000

/** A project's files on an index; empty where it has none. Throws `ReproduceError` `index`. */
export async function filesOnIndex(
  index: string,
  project: ProjectName,
  fetch: Fetch,
): Promise<readonly IndexFile[]> {
  const { address, headers } = withoutCredentials(`${index}/${project}/`)
  const response = await ask(address, { ...headers, accept: PAGE_TYPES }, fetch)
  if (response === null) return []
  const bytes = await bodyOf(response, address, MAX_PAGE_BYTES)
  try {
    const base = response.url === '' ? address : response.url
    return parseIndexPage(bytes, response.headers.get('content-type') ?? '', base).files
  } catch (cause) {
    if (!(cause instanceof PythonError)) throw cause
    throw new ReproduceError('index', { message: `\`${address}\`: ${cause.message}`, cause })
  }
}

/** A file's bytes. Credentials go to the index's own host alone. Throws `ReproduceError` `index`. */
export async function fetchFile(
  url: string,
  index: string,
  maxBytes: number,
  fetch: Fetch,
): Promise<Uint8Array> {
  const { address, headers } = withoutCredentials(url)
  const own = withoutCredentials(index)
  const isSameHost = new URL(address).origin === new URL(own.address).origin
  const response = await ask(address, isSameHost ? { ...own.headers, ...headers } : headers, fetch)
  if (response === null) throw failed(address, 'it answers that there is none')
  return await bodyOf(response, address, maxBytes)
}

interface Address {
  readonly address: string
  readonly headers: Readonly<Record<string, string>>
}

/** `fetch` takes no credentials in an URL; what is shown must have none either. */
function withoutCredentials(text: string): Address {
  const url = new URL(text)
  const { username, password } = url
  url.username = ''
  url.password = ''
  url.hash = ''
  if (username === '' && password === '') return { address: url.href, headers: {} }
  const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return { address: url.href, headers: { authorization: `Basic ${Buffer.from(pair).toString('base64')}` } }
}

/** Null for what isn't there. */
async function ask(
  address: string,
  headers: Readonly<Record<string, string>>,
  fetch: Fetch,
): Promise<Response | null> {
  const response = await fetch(address, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(
    (cause: unknown) => {
      throw failed(address, reasonOf(cause), cause)
    },
  )
  if (response.status === 200) return response
  await response.body?.cancel()
  if (response.status === 404 || response.status === 410) return null
  throw failed(address, `it answers ${response.status}`)
}

async function bodyOf({ body }: Response, address: string, maxBytes: number): Promise<Uint8Array> {
  try {
    return body === null ? new Uint8Array(0) : await readBounded(body, { maxBytes })
  } catch (cause) {
    const isOver = cause instanceof EncodingError && cause.code === 'too-large'
    throw failed(address, isOver ? `it has more than ${maxBytes} bytes` : reasonOf(cause), cause)
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed'
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message
}

function failed(address: string, why: string, cause?: unknown): ReproduceError {
  return new ReproduceError('index', {
    message: `\`${address}\` can’t be read: ${why}`,
    hint: 'behind a proxy set NODE_USE_ENV_PROXY=1 and NODE_EXTRA_CA_CERTS, or name files: trustctl reproduce WHEEL --source SDIST --as-of TIME',
    cause,
  })
}
