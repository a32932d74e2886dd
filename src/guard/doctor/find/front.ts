import { closeSync, openSync, readSync } from 'node:fs'

const HEAD_BYTES = 256
const MARK = '# pip-trust front:'

/** Whether a program is the front, by its second line, as fronts know each other. */
export function isFront(path: string): boolean {
  try {
    const file = openSync(path, 'r')
    try {
      const head = Buffer.alloc(HEAD_BYTES)
      const size = readSync(file, head, 0, HEAD_BYTES, 0)
      return (head.toString('latin1', 0, size).split('\n')[1] ?? '').startsWith(MARK)
    } finally {
      closeSync(file)
    }
  } catch {
    // Not there, or not to be read.
    return false
  }
}
