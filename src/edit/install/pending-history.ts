import { randomUUID } from 'node:crypto'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import {
  ensurePrivateFolder,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { encodeMessage, parseRequest, ProtocolError, type HistoryEvent } from '../../protocol/index.ts'

/** What is to be appended to the history as soon as a daemon is there to do it. */
export interface PendingEntry {
  readonly actor: string
  readonly event: HistoryEvent
}

const MAX_BYTES = 64 * 1024
/** The oldest go first; so many edits without a daemon between them are none of a person's. */
const MAX_PENDING = 500
const NAME = /^\d{12}-[0-9a-f-]{36}\.json$/

/** Writes an entry down, on the disk when this resolves; gives its file. `at` in seconds, UTC. */
export async function keepPending(
  folder: string,
  { actor, event }: PendingEntry,
  at: number,
): Promise<string> {
  await ensurePrivateFolder(folder)
  const file = join(folder, `${String(at).padStart(12, '0')}-${randomUUID()}.json`)
  // The very message that the daemon will get.
  await writeFileAtomically(file, encodeMessage({ v: 1, id: 1, type: 'append', actor, event }))
  return file
}

/** Hands what waits to `append`, oldest first; each is forgotten once that has resolved. Gives how many there were. */
export async function flushPending(
  folder: string,
  append: (entry: PendingEntry) => Promise<void>,
): Promise<number> {
  const names = (await namesIn(folder)).slice(0, MAX_PENDING)
  for (const name of names) {
    const waiting = await readWaiting(join(folder, name))
    if (waiting !== null) await append(waiting)
    await rm(join(folder, name), { force: true })
  }
  return names.length
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).filter((name) => NAME.test(name)).toSorted()
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/** Null for a file that is no entry: half of one is never written. */
async function readWaiting(file: string): Promise<PendingEntry | null> {
  try {
    const request = parseRequest(await readFileBounded(file, { maxBytes: MAX_BYTES }))
    return request.type === 'append' ? { actor: request.actor, event: request.event } : null
  } catch (error) {
    if (error instanceof ProtocolError) return null
    throw error
  }
}
