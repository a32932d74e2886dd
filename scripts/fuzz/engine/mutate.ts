import { derEdit } from './der-edit.ts'
import { jsonEdit } from './json-edit.ts'

/** One change of an input, in numbers alone: fast-check makes them smaller, a seed makes them again. */
export interface Edit {
  readonly kind: number
  /** Of 2^32: where it is done, relative to the input's length. */
  readonly at: number
  readonly size: number
  readonly value: number
}

/** What changes may take from. */
export interface Material {
  /** Words of the format. */
  readonly tokens: readonly Uint8Array[]
  /** Other inputs. */
  readonly others: readonly Uint8Array[]
  readonly maxBytes: number
}

type Mutator = (bytes: Uint8Array, edit: Edit, material: Material) => Uint8Array

const WHOLE = 2 ** 32
const INTERESTING = [0, 1, 0x1f, 0x20, 0x2f, 0x30, 0x3f, 0x7f, 0x80, 0x81, 0x84, 0xbf, 0xc0, 0xe0, 0xff, 0xfe]
const NUMBERS = [
  '0',
  '-1',
  '1',
  '255',
  '65535',
  '2147483648',
  '4294967296',
  '9007199254740993',
  '1e400',
  '-0',
  '00',
  '9'.repeat(40),
]
/** Levels of nesting, and repeated parts: enough to meet every limit of depth and number. */
const MAX_REPEATS = 3000

const place = (length: number, at: number): number =>
  Math.min(length, Math.floor((at / WHOLE) * (length + 1)))
const span = (length: number, from: number, size: number): number => Math.min(length, from + 1 + (size % 64))
const splice = (bytes: Uint8Array, from: number, to: number, ...put: readonly Uint8Array[]): Uint8Array =>
  Buffer.concat([bytes.subarray(0, from), ...put, bytes.subarray(to)])
const pick = <Item>(items: readonly Item[], value: number): Item | undefined =>
  items[value % Math.max(1, items.length)]

const overwrite =
  (put: (edit: Edit, before: number) => number): Mutator =>
  (bytes, edit) => {
    const changed = Uint8Array.from(bytes)
    const at = Math.min(place(bytes.length, edit.at), Math.max(0, bytes.length - 1))
    if (changed.length > 0) changed[at] = put(edit, changed[at] ?? 0)
    return changed
  }

const bit = overwrite(({ value }, before) => before ^ (1 << (value % 8)))
const byte = overwrite(({ value }) => value & 0xff)
const known = overwrite(({ value }) => pick(INTERESTING, value) ?? 0)
const step = overwrite(({ value, size }, before) => before + (value % 2 === 0 ? 1 : -1) * (1 + (size % 32)))

const remove: Mutator = (bytes, { at, size }) => {
  const from = place(bytes.length, at)
  return splice(bytes, from, span(bytes.length, from, size))
}

const truncate: Mutator = (bytes, { at }) => bytes.subarray(0, place(bytes.length, at))

const insert: Mutator = (bytes, { at, size, value }) => {
  const from = place(bytes.length, at)
  return splice(bytes, from, from, new Uint8Array(1 + (size % 16)).fill(value & 0xff))
}

const duplicate: Mutator = (bytes, { at, size, value }) => {
  const from = place(bytes.length, at)
  const part = bytes.subarray(from, span(bytes.length, from, size))
  return splice(bytes, from, from, ...Array.from({ length: 1 + (value % 4) }, () => part))
}

const repeat: Mutator = (bytes, { at, size, value }, { maxBytes }) => {
  const from = place(bytes.length, at)
  const part = bytes.subarray(from, Math.min(bytes.length, from + 1 + (size % 8)))
  const room = Math.floor((maxBytes - bytes.length) / Math.max(1, part.length))
  const times = Math.max(0, Math.min(room, value % MAX_REPEATS))
  return splice(bytes, from, from, ...Array.from({ length: times }, () => part))
}

const move: Mutator = (bytes, { at, size, value }) => {
  const from = place(bytes.length, at)
  const part = Uint8Array.from(bytes.subarray(from, span(bytes.length, from, size)))
  const to = place(bytes.length, value)
  return splice(bytes, to, Math.min(bytes.length, to + part.length), part)
}

const token: Mutator = (bytes, { at, size, value }, { tokens }) => {
  const word = pick(tokens, value) ?? new Uint8Array()
  const from = place(bytes.length, at)
  return splice(bytes, from, size % 2 === 0 ? from : Math.min(bytes.length, from + word.length), word)
}

const cross: Mutator = (bytes, { at, size, value }, { others }) => {
  const other = pick(others, value) ?? new Uint8Array()
  return splice(bytes, place(bytes.length, at), bytes.length, other.subarray(place(other.length, size)))
}

/** A field of one, two or four bytes: the length of what follows, or one off, or a bound. */
const length: Mutator = (bytes, { at, size, value }) => {
  const changed = Buffer.from(bytes)
  const from = place(bytes.length, at)
  const width = [1, 2, 4][size % 3] ?? 1
  if (from + width > bytes.length) return changed
  const rest = bytes.length - from - width
  const wanted = [rest, rest + 1, rest - 1, 0, 0x7fffffff, 0xffffffff, 0x80000000, value][value % 8] ?? 0
  const fitting = (wanted >>> 0) % 2 ** (8 * width)
  if (size % 2 === 0) changed.writeUIntBE(fitting, from, width)
  else changed.writeUIntLE(fitting, from, width)
  return changed
}

/** The first run that `pattern` finds from a place on (or from the beginning), replaced. */
function rewrite(
  bytes: Uint8Array,
  at: number,
  pattern: RegExp,
  by: (run: string) => Uint8Array,
): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1')
  const from = place(text.length, at)
  const offset = text.slice(from).search(pattern)
  const start = offset < 0 ? text.search(pattern) : from + offset
  const run = start < 0 ? '' : (pattern.exec(text.slice(start))?.[0] ?? '')
  return run === '' ? bytes : splice(bytes, start, start + run.length, by(run))
}

const number: Mutator = (bytes, { at, value }) =>
  rewrite(bytes, at, /[0-9]+/, () => Buffer.from(pick(NUMBERS, value) ?? '0'))

/** What is inside base64 is changed as a whole input is: the bundle stays readable around it. */
const inside: Mutator = (bytes, { at, size, value }, material) =>
  rewrite(bytes, at, /[A-Za-z0-9+/]{15,}={0,2}/, (run) => {
    const inner = Buffer.from(run, 'base64')
    const edit = {
      kind: size % MUTATORS.length,
      at: Math.imul(value, 0x9e3779b1) >>> 0,
      size: value >>> 3,
      value: size,
    }
    return Buffer.from(Buffer.from(applyOne(inner, edit, material)).toString('base64'))
  })

const swapLines: Mutator = (bytes, { at, value }) => {
  const lines = Buffer.from(bytes).toString('latin1').split('\n')
  const [one, other] = [place(lines.length - 1, at), value % lines.length]
  const kept = lines[one] ?? ''
  lines[one] = lines[other] ?? ''
  lines[other] = kept
  return Buffer.from(lines.join('\n'), 'latin1')
}

const MUTATORS: readonly Mutator[] = [
  bit,
  byte,
  known,
  step,
  remove,
  truncate,
  insert,
  duplicate,
  repeat,
  move,
  token,
  token,
  cross,
  length,
  number,
  inside,
  inside,
  swapLines,
  (bytes, edit) => derEdit(bytes, edit),
  (bytes, edit) => derEdit(bytes, edit),
  (bytes, edit, { tokens }) => jsonEdit(bytes, edit, tokens),
  (bytes, edit, { tokens }) => jsonEdit(bytes, edit, tokens),
]

function applyOne(bytes: Uint8Array, edit: Edit, material: Material): Uint8Array {
  return MUTATORS[edit.kind % MUTATORS.length]?.(bytes, edit, material) ?? bytes
}

/** An input with its changes, one after the other, cut at `maxBytes`. */
export function mutate(bytes: Uint8Array, edits: readonly Edit[], material: Material): Uint8Array {
  const cut = (input: Uint8Array): Uint8Array => input.subarray(0, material.maxBytes)
  return Uint8Array.from(edits.reduce((input, edit) => cut(applyOne(input, edit, material)), cut(bytes)))
}
