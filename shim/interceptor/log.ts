import { appendFileSync, renameSync, statSync } from 'node:fs'
import { jsonLine } from '../../src/encoding/index.ts'

/** Beyond this the log is put aside as `.1` and begun anew. */
const MAX_LOG_BYTES = 5 * 1024 * 1024

/** One line of the log; a field that is an error gives its name, code and message. */
export type Log = (event: string, fields?: Readonly<Record<string, unknown>>) => void

/** A log of JSON lines (0600). What cannot be logged is left out: a full disk must not end a run. */
export function openLog(path: string, clock: () => number): Log {
  return (event, fields = {}) => {
    try {
      if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > MAX_LOG_BYTES)
        renameSync(path, `${path}.1`)
      const shown = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, plain(value)]))
      const line = { at: new Date(clock()).toISOString(), pid: process.pid, event, ...shown }
      appendFileSync(path, `${jsonLine(line)}\n`, { mode: 0o600 })
    } catch {
      return
    }
  }
}

function plain(value: unknown): unknown {
  if (!(value instanceof Error)) return value
  const code = 'code' in value ? { code: value.code } : {}
  return { name: value.name, message: value.message, ...code, stack: value.stack }
}
