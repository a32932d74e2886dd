import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { OutgoingHttpHeaders, ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { digestGuard } from './digest-guard.ts'
import type { Spool } from './spool.ts'

/** An answer that waits for its verdict. */
export interface HeldAnswer {
  /**
   * The verdict is «yes»: all of the body. It is read from disk once more, and its end goes out only where it is still what was
   * judged: rejects with `ProxyError` `encoding` where somebody has put other bytes there.
   */
  release(judged: { readonly sha256: string; readonly size: number }): Promise<void>
  /** Whether the head has gone out already: then a refusal can only be an answer that is never finished. */
  hasBegun(): boolean
  stop(): void
}

/**
 * Keeps pip waiting while a body is held back: after `silenceMs` the head goes out, chunked, and then a byte at a time,
 * never more than half of what is here. Chunked encoding that is left unterminated is refused by every pip.
 */
export function holdAnswer(
  response: ServerResponse,
  headers: OutgoingHttpHeaders,
  spool: Pick<Spool, 'path' | 'size'>,
  silenceMs: number,
): HeldAnswer {
  const sent: Buffer[] = []
  let ticking = Promise.resolve()
  const tick = async (): Promise<void> => {
    if (!response.headersSent) response.writeHead(200, headers).flushHeaders()
    if (2 * (sent.length + 1) > spool.size()) return
    const byte = await byteAt(spool.path, sent.length)
    if (byte !== null && response.writable) {
      response.write(byte)
      sent.push(byte)
    }
  }
  const timer = setInterval(() => {
    ticking = ticking.then(tick).catch(() => undefined)
  }, silenceMs)
  const stop = (): void => clearInterval(timer)
  return {
    stop,
    hasBegun: () => response.headersSent,
    async release({ sha256, size }) {
      stop()
      await ticking
      if (!response.headersSent) response.writeHead(200, { ...headers, 'content-length': size })
      const rest = createReadStream(spool.path, { start: sent.length })
      await pipeline(rest, digestGuard(sha256, Buffer.concat(sent)), response)
    },
  }
}

async function byteAt(path: string, at: number): Promise<Buffer | null> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(1), 0, 1, at)
    return bytesRead === 1 ? buffer : null
  } finally {
    await file.close()
  }
}
