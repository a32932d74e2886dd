import { readFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { publicAddress } from '../runs/index.ts'
import type { SpooledFile } from '../gather/index.ts'
import type { Exchange, ProxyWorld } from './exchange.ts'
import { concludeFile, holdFile } from './file-answer.ts'
import { isArchiveName } from './file-name.ts'
import { isAscii, isPlainText, MAX_TEXT_BYTES, readsAlike } from './plain-text.ts'
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
    remember(exchange, incoming.headers['content-type'], text)
    exchange.run.ledger.event({ type: 'text-file', code: null, detail: publicAddress(exchange.url) })
    await held.release(file)
  })
}

/** pip may decode it by the header's word, else as latin-1, else by a guess: what reads the same in all cases is read. */
function remember(
  { run: { texts, sources } }: Exchange,
  contentType: string | undefined,
  text: Buffer,
): void {
  if (!readsAlike(text, contentType)) texts.rememberUnreadable()
  for (const encoding of isAscii(text) ? (['utf8'] as const) : (['utf8', 'latin1'] as const))
    texts.remember(text.toString(encoding))
  sources.noteText(text.toString('utf8'))
}

/** Null for what is not plain text. */
async function textOf({ path, size }: SpooledFile, encoding: string | undefined): Promise<Buffer | null> {
  if (size > MAX_TEXT_BYTES) return null
  try {
    const decoded = await decodeBody(await readFile(path), encoding, MAX_TEXT_BYTES)
    return isPlainText(decoded) ? decoded : null
  } catch (error) {
    if (error instanceof ProxyError) return null
    throw error
  }
}
