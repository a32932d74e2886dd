import { EncodingError } from './encoding-error.ts'

const MAX_BYTES = 1024 * 1024
const MAX_DEPTH = 32
const MAX_ELEMENTS = 50_000

/** One element of a DER document (X.690). Children are read where the element is constructed. */
export interface DerElement {
  readonly tagClass: 'universal' | 'application' | 'context' | 'private'
  readonly constructed: boolean
  readonly tag: number
  /** Tag, length and content. */
  readonly bytes: Uint8Array
  readonly content: Uint8Array
  readonly children: readonly DerElement[]
}

const TAG_CLASSES = ['universal', 'application', 'context', 'private'] as const

/**
 * Reads one DER element and all in it (X.690 §10: definite, shortest lengths), at most 1 MiB, 32 deep and 50,000
 * elements. Throws `EncodingError` `der`, also for bytes behind the element, or `too-large`, `too-deep`.
 */
export function readDer(bytes: Uint8Array): DerElement {
  if (bytes.byteLength > MAX_BYTES) {
    throw new EncodingError('too-large', { message: `DER of ${bytes.byteLength} bytes is over ${MAX_BYTES}` })
  }
  const [element, ...rest] = readAll(bytes, 0, { left: MAX_ELEMENTS })
  if (element === undefined || rest.length > 0) throw bad('expected exactly one element')
  return element
}

function readAll(bytes: Uint8Array, depth: number, count: { left: number }): readonly DerElement[] {
  if (depth > MAX_DEPTH)
    throw new EncodingError('too-deep', { message: `DER nested deeper than ${MAX_DEPTH}` })
  const elements: DerElement[] = []
  for (let at = 0; at < bytes.byteLength;) {
    count.left -= 1
    if (count.left < 0)
      throw new EncodingError('too-large', { message: `more than ${MAX_ELEMENTS} DER elements` })
    const element = readOne(bytes.subarray(at), depth, count)
    elements.push(element)
    at += element.bytes.byteLength
  }
  return elements
}

function readOne(bytes: Uint8Array, depth: number, count: { left: number }): DerElement {
  const head = byteAt(bytes, 0)
  const { tag, next } = readTag(bytes)
  const { length, start } = readLength(bytes, next)
  const content = bytes.subarray(start, start + length)
  if (content.byteLength !== length) throw bad('an element is cut off')
  const constructed = (head & 0x20) !== 0
  return {
    tagClass: TAG_CLASSES[head >> 6] ?? 'private',
    constructed,
    tag,
    bytes: bytes.subarray(0, start + length),
    content,
    children: constructed ? readAll(content, depth + 1, count) : [],
  }
}

/** X.690 §8.1.2; numbers above 30 take further bytes of seven bits each. */
function readTag(bytes: Uint8Array): { tag: number; next: number } {
  const low = byteAt(bytes, 0) & 0x1f
  if (low < 0x1f) return { tag: low, next: 1 }
  let tag = 0
  for (let at = 1; at <= 4; at += 1) {
    const byte = byteAt(bytes, at)
    tag = tag * 128 + (byte & 0x7f)
    if (tag === 0) break
    if (byte < 0x80 && tag >= 0x1f) return { tag, next: at + 1 }
  }
  throw bad('a tag is too long or not in its shortest form')
}

/** X.690 §10.1 */
function readLength(bytes: Uint8Array, at: number): { length: number; start: number } {
  const first = byteAt(bytes, at)
  if (first < 0x80) return { length: first, start: at + 1 }
  const size = first & 0x7f
  if (size === 0 || size > 4) throw bad('a length is indefinite or too long')
  let length = 0
  for (let index = 1; index <= size; index += 1) length = length * 256 + byteAt(bytes, at + index)
  if (length < 0x80 || length < 256 ** (size - 1)) throw bad('a length is not in its shortest form')
  return { length, start: at + 1 + size }
}

/** The dotted text of an OBJECT IDENTIFIER (X.690 §8.19). Throws `EncodingError` `der`. */
export function derOid(element: DerElement): string {
  expectPrimitive(element, 6, 'an object identifier')
  let text = ''
  let arc: number | bigint = 0
  let isWithin = false
  for (const byte of element.content) {
    if (!isWithin && byte === 0x80) throw bad('an object identifier is not in its shortest form')
    arc = nextArc(arc, byte & 0x7f)
    isWithin = byte >= 0x80
    if (isWithin) continue
    text = text === '' ? firstArcs(arc) : `${text}.${arc}`
    arc = 0
  }
  if (text === '' || isWithin) throw bad('an object identifier is cut off')
  return text
}

/** The first two arcs are one number. */
function firstArcs(arc: number | bigint): string {
  if (arc < 80) return `${Math.floor(Number(arc) / 40)}.${Number(arc) % 40}`
  return `2.${typeof arc === 'number' ? arc - 80 : arc - 80n}`
}

/** Arcs may be as long as an UUID (X.667); nearly all are small, and those are quicker as numbers. */
function nextArc(arc: number | bigint, bits: number): number | bigint {
  return typeof arc === 'number' && arc < 2 ** 44 ? arc * 128 + bits : BigInt(arc) * 128n + BigInt(bits)
}

/** The value of an INTEGER (X.690 §8.3). Throws `EncodingError` `der`. */
export function derInteger(element: DerElement): bigint {
  expectPrimitive(element, 2, 'an integer')
  const [first, second] = element.content
  if (first === undefined) throw bad('an integer is empty')
  if (second !== undefined && (first === 0 ? second < 0x80 : first === 0xff && second >= 0x80)) {
    throw bad('an integer is not in its shortest form')
  }
  const unsigned = BigInt(`0x${Buffer.from(element.content).toString('hex')}`)
  return BigInt.asIntN(element.content.byteLength * 8, unsigned)
}

/** Throws `EncodingError` `der` unless the element is a primitive one of this universal tag. */
export function expectPrimitive(element: DerElement, tag: number, name: string): void {
  const { tagClass, constructed } = element
  if (tagClass !== 'universal' || constructed || element.tag !== tag) throw bad(`expected ${name}`)
}

/** The children of a SEQUENCE (16) or SET (17). Throws `EncodingError` `der` for anything else. */
export function derChildren(
  element: DerElement | undefined,
  tag: 16 | 17,
  name: string,
): readonly DerElement[] {
  if (element?.tagClass !== 'universal' || !element.constructed || element.tag !== tag) {
    throw bad(`expected ${name}`)
  }
  return element.children
}

function byteAt(bytes: Uint8Array, at: number): number {
  const byte = bytes[at]
  if (byte === undefined) throw bad('an element is cut off')
  return byte
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `DER: ${message}` })
}
