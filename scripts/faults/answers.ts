import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Draw } from './draw.ts'

/** What an index may answer when it is out of order. */
export const BAD_ANSWERS = [
  'cut off before its length',
  'longer than its length',
  'no HTTP at all',
  'headers without an end',
  'a broken chunk',
  'said to be gzip and is not',
  'empty',
  'another type',
  'a redirect to itself',
  'a length that is no number',
  'two lengths',
  '500',
  '502',
  '503',
  '404',
  '401',
  '403',
  '407',
  '429',
] as const
export type BadAnswer = (typeof BAD_ANSWERS)[number]

/** What is asked for when it is. */
export const ASKED = {
  page: /^\/simple\//,
  metadata: /\.whl\.metadata$/,
  file: /\.whl$/,
  provenance: /\.provenance$/,
  anything: /^\//,
} as const
export type Asked = keyof typeof ASKED

const GARBAGE = 'neither a page nor a file: '.repeat(20)
const ENDLESS_HEADERS = 4_000

function headers(lines: readonly string[]): string {
  return `HTTP/1.1 200 OK\r\n${lines.map((line) => `${line}\r\n`).join('')}\r\n`
}

/** Raw answers, for what Node's server would not send. */
function rawAnswer(kind: BadAnswer, type: string): string | null {
  const of = (...lines: readonly string[]): string => headers([`content-type: ${type}`, ...lines])
  if (kind === 'cut off before its length') return of('content-length: 100000') + GARBAGE
  if (kind === 'longer than its length') return of('content-length: 10') + GARBAGE
  if (kind === 'no HTTP at all') return GARBAGE
  if (kind === 'headers without an end')
    return `HTTP/1.1 200 OK\r\n${Array.from({ length: ENDLESS_HEADERS }, (_, at) => `x-${at}: ${'y'.repeat(40)}\r\n`).join('')}`
  if (kind === 'a broken chunk') return `${of('transfer-encoding: chunked')}5\r\nhello\r\nzz\r\n`
  if (kind === 'a length that is no number') return of('content-length: many') + GARBAGE
  if (kind === 'two lengths') return of('content-length: 4', 'content-length: 400') + GARBAGE
  return null
}

function status(kind: BadAnswer): number {
  return /^\d+$/.test(kind) ? Number(kind) : 200
}

function answer(kind: BadAnswer, request: IncomingMessage, response: ServerResponse): void {
  const type = ASKED.page.test(request.url ?? '')
    ? 'application/vnd.pypi.simple.v1+json'
    : 'application/octet-stream'
  const raw = rawAnswer(kind, type)
  if (raw !== null) {
    response.socket?.end(raw)
    return
  }
  const login = kind === '401' ? { 'www-authenticate': 'Basic realm="world"' } : {}
  const proxyLogin = kind === '407' ? { 'proxy-authenticate': 'Basic realm="world"' } : {}
  if (kind === 'a redirect to itself') response.writeHead(302, { location: request.url ?? '/' }).end()
  else if (kind === 'said to be gzip and is not')
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip' }).end(GARBAGE)
  else if (kind === 'empty') response.writeHead(200, { 'content-type': type }).end()
  else if (kind === 'another type')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<html>a login page</html>')
  else
    response
      .writeHead(status(kind), { 'content-type': 'text/plain', ...login, ...proxyLogin })
      .end('out of order\n')
}

/** An index whose answers of one kind are bad: so many times, then good again. */
export function badAnswers(
  kind: BadAnswer,
  asked: Asked,
  times: number,
): (request: IncomingMessage, response: ServerResponse) => boolean {
  let left = times
  return (request, response) => {
    if (left === 0 || !ASKED[asked].test(request.url ?? '')) return false
    left -= 1
    answer(kind, request, response)
    return true
  }
}

/** Which answer, to what, how often. */
export function drawAnswer(draw: Draw): { kind: BadAnswer; asked: Asked; times: number } {
  return {
    kind: draw.one('answer', BAD_ANSWERS),
    asked: draw.one('asked', ['page', 'metadata', 'file', 'provenance', 'anything']),
    times: draw.one('times', [1, 2, 1000]),
  }
}
