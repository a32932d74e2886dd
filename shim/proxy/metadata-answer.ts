import type { IncomingMessage } from 'node:http'
import { sha256Of } from '../../src/encoding/index.ts'
import { type KnownFile, publicAddress } from '../runs/index.ts'
import { refusal } from '../gather/index.ts'
import type { Exchange } from './exchange.ts'
import { sendWhole } from './page-answer.ts'
import { isPlainText } from './plain-text.ts'
import { ProxyError } from './proxy-error.ts'
import { decodeBody, readBody } from './read-body.ts'
import { refuseWith, upstreamFailed } from './refuse.ts'

const MAX_METADATA_BYTES = 16 * 1024 * 1024

/** PEP 658: a file's metadata, beside it. Never rewritten; it must have the digest that the page gives, and be text. */
export async function answerMetadata(
  exchange: Exchange,
  incoming: IncomingMessage,
  known: KnownFile,
): Promise<void> {
  try {
    const body = await readBody(incoming, MAX_METADATA_BYTES)
    const decoded = await decodeBody(body, incoming.headers['content-encoding'], MAX_METADATA_BYTES)
    const expected = known.file.coreMetadata
    const found = sha256Of(decoded)
    if (typeof expected === 'string' && found !== expected) return differs(exchange, known, expected, found)
    if (!isPlainText(decoded)) return differs(exchange, known, 'text', 'bytes that are no text')
    sendWhole(exchange, incoming, body)
  } catch (error) {
    if (!(error instanceof ProxyError)) throw error
    upstreamFailed(exchange, error)
  }
}

function differs(exchange: Exchange, { file, page }: KnownFile, expected: string, found: string): void {
  const finding = { code: 'TC1007', expected, found } as const
  const location = publicAddress(exchange.url)
  const name = `${file.filename}.metadata`
  refuseWith(exchange, refusal({ name, sha256: null, channel: page.channel, location, finding, hint: null }))
}
