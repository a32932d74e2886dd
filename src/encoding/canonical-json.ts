import { EncodingError } from './encoding-error.ts'
import type { JsonValue } from './json-value.ts'

/** Deeper values are refused rather than overflowing the stack. */
const MAX_DEPTH = 256

/**
 * The canonical text of a value (RFC 8785): keys sorted by UTF-16 code units, no white space, ECMAScript's numbers and
 * strings. Throws `EncodingError` `json` for lone surrogates and numbers that JSON can't carry, `too-deep` beyond 256.
 */
export function canonicalJson(value: JsonValue): string {
  return write(value, 0)
}

function write(value: JsonValue, depth: number): string {
  if (depth > MAX_DEPTH) throw new EncodingError('too-deep', { message: `nested deeper than ${MAX_DEPTH}` })
  if (typeof value === 'string') return writeString(value)
  if (typeof value === 'number') return writeNumber(value)
  if (value === null || typeof value === 'boolean') return String(value)
  if (Array.isArray(value)) return `[${value.map((item: JsonValue) => write(item, depth + 1)).join(',')}]`
  const members = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return `{${members.map(([key, item]) => `${writeString(key)}:${write(item, depth + 1)}`).join(',')}}`
}

/** RFC 8785 §3.2.2.2 */
function writeString(text: string): string {
  if (!text.isWellFormed()) throw new EncodingError('json', { message: 'a string has a lone surrogate' })
  return JSON.stringify(text)
}

/** RFC 8785 §3.2.2.3 */
function writeNumber(value: number): string {
  if (!Number.isFinite(value)) throw new EncodingError('json', { message: `JSON has no number ${value}` })
  return JSON.stringify(value)
}
