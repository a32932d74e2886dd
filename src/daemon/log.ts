import { closeSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs'
import { jsonLine } from '../encoding/index.ts'

export type Level = 'info' | 'warn' | 'error' | 'fatal'

/** Details of an entry; the log adds time, level and process. */
export type Fields = Readonly<Record<string, string | number | boolean | null>>

/** The daemon's log: one JSON object a line. */
export interface Log {
  write(level: Level, message: string, fields?: Fields): void
  /** The size from which on the file is put aside as `<file>.1`. */
  setMaxBytes(maxBytes: number): void
  close(): void
}

const MAX_ENTRY_CHARACTERS = 16_384

/** One entry's line. */
export function logLine(level: Level, message: string, fields: Fields, at: Date): string {
  const entry = { at: at.toISOString(), level, pid: process.pid, message, ...fields }
  const line = jsonLine(entry)
  if (line.length <= MAX_ENTRY_CHARACTERS) return `${line}\n`
  const short = message.slice(0, MAX_ENTRY_CHARACTERS / 8)
  return `${jsonLine({ at: entry.at, level, pid: entry.pid, message: short, cut: true })}\n`
}

/** Opens the log at `path` (0600), to append. Entries that can't be written are lost: a full disk must not stop answers. */
export function openLog(path: string, { maxBytes, now }: { maxBytes: number; now: () => Date }): Log {
  let file = openSync(path, 'a', 0o600)
  let size = fstatSync(file).size
  let limit = maxBytes
  const rotate = (): void => {
    closeSync(file)
    renameSync(path, `${path}.1`)
    file = openSync(path, 'a', 0o600)
    size = 0
  }
  return {
    write: (level, message, fields = {}) => {
      const line = logLine(level, message, fields, now())
      try {
        if (size > 0 && size + line.length > limit) rotate()
        size += writeSync(file, line)
      } catch {
        // ENOSPC and the like: see above.
      }
    },
    setMaxBytes: (bytes) => {
      limit = bytes
    },
    close: () => closeSync(file),
  }
}
