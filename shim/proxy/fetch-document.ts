import type { Fetch } from '../gather/index.ts'
import type { OpenRun } from '../runs/index.ts'
import { ProxyError } from './proxy-error.ts'
import { decodeBody, readBody } from './read-body.ts'
import type { Upstream } from './upstream.ts'

const MAX_REDIRECTS = 5
const FETCH_MS = 10_000
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/** Fetches documents for ourselves with a run's own upstream; see `Fetch`. */
export function fetchDocument(upstreamOf: (run: OpenRun) => Upstream): Fetch {
  return async (run, start, wish) => {
    const signal = AbortSignal.any([
      run.ended,
      AbortSignal.timeout(Math.min(wish.timeoutMs ?? FETCH_MS, FETCH_MS)),
    ])
    let url = start
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      const isHome = wish.authorization !== null && url.origin === start.origin
      const credentials = isHome ? { authorization: wish.authorization } : {}
      const headers = {
        host: url.host,
        accept: wish.accept,
        'accept-encoding': 'gzip',
        'user-agent': 'pip-trust',
        ...credentials,
      }
      const response = await upstreamOf(run).send({ url, method: 'GET', headers, body: null, signal })
      const status = response.statusCode ?? 0
      if (!REDIRECTS.has(status)) {
        const body = await readBody(response, wish.maxBytes)
        const bytes = await decodeBody(body, response.headers['content-encoding'], wish.maxBytes)
        return { status, url, contentType: response.headers['content-type'] ?? '', bytes }
      }
      response.resume()
      url = next(url, response.headers.location)
      if (wish.redirects === 'tell') return { status, url, contentType: '', bytes: new Uint8Array() }
    }
    throw new ProxyError('upstream-failed', { message: `more than ${MAX_REDIRECTS} redirects` })
  }
}

function next(from: URL, location: string | undefined): URL {
  const url = URL.parse(location ?? '', from.href)
  const isSafe =
    url !== null && (url.protocol === 'https:' || (url.protocol === 'http:' && from.protocol === 'http:'))
  if (!isSafe)
    throw new ProxyError('upstream-failed', { message: 'a redirect leads nowhere that can be followed' })
  return url
}
