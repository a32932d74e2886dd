import type { IncomingHttpHeaders, OutgoingHttpHeaders } from 'node:http'

/** RFC 9110 §7.6.1 and §11.7: of one connection only, never passed on. */
const HOP_BY_HOP = [
  'connection',
  'keep-alive',
  'proxy-connection',
  'proxy-authenticate',
  'proxy-authorization',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]
/** A part, or «nothing new», would be bytes that were never seen whole. */
const PARTIAL = ['range', 'if-range', 'if-none-match', 'if-modified-since', 'if-match', 'if-unmodified-since']

/** pip's headers as they go upstream. Only encodings that can be undone here are asked for. */
export function requestHeaders(headers: IncomingHttpHeaders, url: URL): OutgoingHttpHeaders {
  const passed = without(headers, [...HOP_BY_HOP, ...PARTIAL, 'host', 'expect', 'content-length'])
  const encoding = /\bgzip\b/.test(headers['accept-encoding'] ?? '') ? 'gzip' : 'identity'
  return { ...passed, host: url.host, 'accept-encoding': encoding }
}

/** Headers of an upstream response as pip may have them; the body's framing is the caller's. */
export function responseHeaders(headers: IncomingHttpHeaders): OutgoingHttpHeaders {
  return without(headers, [...HOP_BY_HOP, 'content-length', 'accept-ranges', 'alt-svc'])
}

function without(headers: IncomingHttpHeaders, names: readonly string[]): OutgoingHttpHeaders {
  const listed = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase())
  const drop = new Set([...names, ...listed])
  return Object.fromEntries(
    Object.entries(headers).filter(([name, value]) => !drop.has(name) && value !== undefined),
  )
}
