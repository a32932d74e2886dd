import { open } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { checkPrivateFile, ensurePrivateFolder, FilesError, readFileBounded } from '../../files/index.ts'
import { JournalError } from './journal-error.ts'
import { journalLine, parseJournalLine, type Happened, type JournalEntry } from './journal-entry.ts'

/** Some two hundred thousand entries. */
export const MAX_JOURNAL_BYTES = 64 * 1024 * 1024

/** What a journal holds. */
export interface JournalRead {
  readonly entries: readonly JournalEntry[]
  /** Lines that are no entries: cut off, or changed. */
  readonly unreadable: number
}

/** The file of the journal below the state folder. */
export function journalFile(state: string): string {
  return join(state, 'publisher.jsonl')
}

/** Adds what happened; one write, so that two who write at the same time don't mix. Throws `JournalError` `write`. */
export async function addToJournal(file: string, happened: Happened): Promise<void> {
  try {
    await ensurePrivateFolder(dirname(file))
    const opened = await open(file, 'a', 0o600)
    try {
      await opened.write(journalLine(happened))
      await opened.sync()
    } finally {
      await opened.close()
    }
  } catch (cause) {
    if (!(cause instanceof Error)) throw cause
    throw unusable('write', file, cause)
  }
}

/** All of it; what was never written is empty. Throws `JournalError` `read`: figures of half a file would be wrong. */
export async function readJournal(file: string): Promise<JournalRead> {
  const text = await textOf(file)
  const lines = text.split('\n').filter((line) => line !== '')
  const entries = lines.flatMap((line) => parseJournalLine(line) ?? [])
  return { entries, unreadable: lines.length - entries.length }
}

async function textOf(file: string): Promise<string> {
  try {
    await checkPrivateFile(file)
    return Buffer.from(await readFileBounded(file, { maxBytes: MAX_JOURNAL_BYTES })).toString('utf8')
  } catch (cause) {
    if (!(cause instanceof FilesError)) throw cause
    if (cause.code === 'missing') return ''
    throw unusable('read', file, cause)
  }
}

function unusable(code: 'read' | 'write', file: string, cause: Error): JournalError {
  const done = code === 'read' ? 'read' : 'written'
  return new JournalError(code, {
    message: `the publisher’s journal \`${file}\` can’t be ${done}: ${cause.message}`,
    hint: cause instanceof FilesError && cause.hint !== undefined ? cause.hint : `ls -l '${file}'`,
    cause,
  })
}
