import type { IncomingMessage } from 'node:http'
import { promisify } from 'node:util'
import { gunzip, inflate } from 'node:zlib'
import { ProxyError } from './proxy-error.ts'

const gunzipBounded = promisify(gunzip)
const inflateBounded = promisify(inflate)

/** A response's body as it came, in memory. @throws ProxyError `too-large` past `maxBytes`, and then the response is ended */
export async function readBody(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  const source: AsyncIterable<Buffer> = response
  try {
    for await (const chunk of source) {
      size += chunk.length
      if (size > maxBytes)
        throw new ProxyError('too-large', { message: `the answer has more than ${maxBytes} bytes` })
      chunks.push(chunk)
    }
  } catch (cause) {
    response.destroy()
    if (cause instanceof ProxyError) throw cause
    throw new ProxyError('upstream-failed', { message: 'the server broke off its answer', cause })
  }
  if (!response.complete)
    throw new ProxyError('upstream-failed', { message: 'the server broke off its answer' })
  return Buffer.concat(chunks, size)
}

/** Undoes `Content-Encoding`, at most to `maxBytes`. @throws ProxyError `encoding` for what is unknown, broken or too large */
export async function decodeBody(
  body: Buffer,
  encoding: string | undefined,
  maxBytes: number,
): Promise<Buffer> {
  const limit = { maxOutputLength: maxBytes }
  try {
    switch ((encoding ?? 'identity').trim().toLowerCase()) {
      case 'identity':
      case '':
        return body
      case 'gzip':
      case 'x-gzip':
        return await gunzipBounded(body, limit)
      case 'deflate':
        return await inflateBounded(body, limit)
      default:
        throw new Error(`the encoding \`${encoding}\` was not asked for`)
    }
  } catch (cause) {
    const message = `the answer cannot be decoded: ${cause instanceof Error ? cause.message : 'unknown'}`
    throw new ProxyError('encoding', { message, cause })
  }
}
