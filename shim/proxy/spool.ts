import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { unlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { parseSha256, type Sha256 } from '../../src/encoding/index.ts'
import { ProxyError } from './proxy-error.ts'

/** A body on its way to, or on, disk. */
export interface Spool {
  readonly path: string
  /** Bytes that have been written so far. */
  size(): number
  /** Resolves when all of it is there. Rejects with `ProxyError` `too-large` or `upstream-failed`, or what the disk says. */
  readonly whole: Promise<{ readonly sha256: Sha256; readonly size: number }>
  remove(): Promise<void>
}

/** What an `IncomingMessage` is here: a body that can tell whether all of it came. */
type Body = Readable & { readonly complete: boolean }

/** Writes a response's body to a new file (0600) in `folder`, no faster than the disk takes it. */
export function spoolBody(response: Body, folder: string, maxBytes: number): Spool {
  const path = join(folder, randomUUID())
  let size = 0
  const whole = (async () => {
    const hash = createHash('sha256')
    await pipeline(
      response,
      async function* (chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          if (size + chunk.length > maxBytes) throw tooLarge(maxBytes)
          hash.update(chunk)
          yield chunk
          size += chunk.length
        }
      },
      createWriteStream(path, { flags: 'wx', mode: 0o600 }),
    )
    const sha256 = parseSha256(hash.digest('hex'))
    if (!response.complete || sha256 === null) throw brokenOff(null)
    return { sha256, size }
  })().catch((error: unknown) => Promise.reject(isReset(error) ? brokenOff(error) : error))
  whole.catch(() => undefined)
  return { path, size: () => size, whole, remove: () => unlink(path).catch(() => undefined) }
}

const tooLarge = (maxBytes: number): ProxyError =>
  new ProxyError('too-large', { message: `the file has more than ${maxBytes} bytes` })

const brokenOff = (cause: unknown): ProxyError =>
  new ProxyError('upstream-failed', { message: 'the server broke off its answer', cause })

const isReset = (error: unknown): boolean =>
  error instanceof Error &&
  'code' in error &&
  /^(ECONNRESET|ERR_STREAM_PREMATURE_CLOSE|HPE_)/.test(String(error.code))
