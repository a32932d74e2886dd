import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { publicAddress } from '../runs/index.ts'
import type { SpooledFile } from '../gather/index.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { concludeFile, holdFile } from './file-answer.ts'
import { isArchiveName } from './file-name.ts'
import { isPlainText, MAX_TEXT_BYTES } from './plain-text.ts'
import { decodeBody } from './read-body.ts'
import { ProxyError } from './proxy-error.ts'

/**
 * What no page names: a direct URL's archive, or a text (requirements, constraints, lock file). It is held back whole
 * and told apart by its bytes; text passes and is remembered, all else is judged as an archive or refused.
 */
export function answerUnknown(
  exchange: Exchange,
  incoming: IncomingMessage,
  world: ProxyWorld,
): Promise<void> {
  return holdFile(exchange, incoming, null, world, async (held, file) => {
    const text = isArchiveName(exchange.url) ? null : await textOf(file, incoming.headers['content-encoding'])
    if (text === null)
      return concludeFile(exchange, held, file, await world.files.spooled(exchange.run, file))
    exchange.run.texts.remember(text)
    exchange.run.ledger.event({ type: 'text-file', code: null, detail: publicAddress(exchange.url) })
    await held.release(file.size)
  })
}

/** Null for what is not plain text. */
async function textOf({ path, size }: SpooledFile, encoding: string | undefined): Promise<string | null> {
  if (size > MAX_TEXT_BYTES) return null
  try {
    const decoded = await decodeBody(await readFile(path), encoding, MAX_TEXT_BYTES)
    return isPlainText(decoded) ? decoded.toString('utf8') : null
  } catch (error) {
    if (error instanceof ProxyError) return null
    throw error
  }
}
