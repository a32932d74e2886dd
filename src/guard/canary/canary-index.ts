import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Bait } from './canary-bait.ts'

/** An index on this machine, with the baits of one canary and nothing else. */
export interface CanaryIndex {
  /** `http://127.0.0.1:PORT/simple/` */
  readonly url: string
  /** Whether the page of a bait was asked for: then pip, or somebody in its place, was here. */
  wasAsked(bait: Bait): boolean
  close(): Promise<void>
}

const JSON_TYPE = 'application/vnd.pypi.simple.v1+json'
/** Old enough for every rule about age. */
const UPLOADED = '2020-01-01T00:00:00.000000Z'

interface Answer {
  readonly type: string
  readonly body: string | Buffer
}

/** Starts it on a free port of the loopback interface. It reads nothing but the request line and `Accept`. */
export async function startCanaryIndex(baits: readonly Bait[]): Promise<CanaryIndex> {
  const asked = new Set<Bait>()
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', origin)
    const page = baits.find(({ wheel }) => pathname === `/simple/${wheel.project}/`)
    if (page !== undefined) asked.add(page)
    reply(response, request, page === undefined ? fileAt(pathname, baits) : pageOf(page, request, origin))
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(0, '127.0.0.1', resolve)
  })
  const origin = originOf(server.address())
  return {
    url: `${origin}/simple/`,
    wasAsked: (bait) => asked.has(bait),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function originOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('a TCP server has a port')
  return `http://127.0.0.1:${address.port}`
}

function reply(response: ServerResponse, { method }: IncomingMessage, answer: Answer | null): void {
  if (answer === null || (method !== 'GET' && method !== 'HEAD')) {
    response.writeHead(404).end()
    return
  }
  const { type, body } = answer
  response.writeHead(200, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(method === 'HEAD' ? undefined : body)
}

function fileAt(pathname: string, baits: readonly Bait[]): Answer | null {
  const [, name = ''] = /^\/files\/([^/]+)$/.exec(pathname) ?? []
  const file = baits.find(({ wheel }) => name === wheel.filename)
  if (file !== undefined) return { type: 'application/octet-stream', body: file.bytes }
  const attested = baits.find(({ wheel }) => name === `${wheel.filename}.provenance`)
  const provenance = attested?.provenance ?? null
  return provenance === null ? null : { type: 'application/vnd.pypi.integrity.v1+json', body: provenance }
}

/** A page of the Simple API 1.3 (PEP 691, PEP 740), as the client would have it. */
function pageOf(bait: Bait, { headers }: IncomingMessage, origin: string): Answer {
  const accepted = headers.accept ?? ''
  return accepted.includes(JSON_TYPE)
    ? { type: JSON_TYPE, body: jsonPage(bait, origin) }
    : { type: 'text/html', body: htmlPage(bait, origin) }
}

function jsonPage(bait: Bait, origin: string): string {
  const { wheel, bytes, sha256, provenance } = bait
  const file = {
    filename: wheel.filename,
    url: fileUrl(bait, origin),
    hashes: { sha256 },
    size: bytes.length,
    'upload-time': UPLOADED,
    provenance: provenance === null ? null : `${fileUrl(bait, origin)}.provenance`,
  }
  const meta = { 'api-version': '1.3' }
  return JSON.stringify({ meta, name: wheel.project, versions: [wheel.version], files: [file] })
}

/** Nothing in it needs escaping: names are made of letters, digits and hyphens. */
function htmlPage(bait: Bait, origin: string): string {
  const { wheel, sha256, provenance } = bait
  const url = fileUrl(bait, origin)
  const attested = provenance === null ? '' : ` data-provenance="${url}.provenance"`
  return `<!DOCTYPE html><html><head><meta name="pypi:repository-version" content="1.3"></head><body>
<a href="${url}#sha256=${sha256}"${attested}>${wheel.filename}</a></body></html>
`
}

function fileUrl({ wheel }: Bait, origin: string): string {
  return `${origin}/files/${wheel.filename}`
}
