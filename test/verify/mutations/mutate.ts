import { derInteger, encodeDer, readDer } from '../../../src/encoding/index.ts'
import type { Random } from './random.ts'
import { placesOf, valueAt, withValue, type Place } from './tree.ts'

/** The kinds of change that are made, each as often as the others. */
export const MUTATORS = [
  'bit',
  'byte',
  'inner-bit',
  'inner-byte',
  'field',
  'swap',
  'text',
  'base64',
  'der',
] as const

export type Mutator = (typeof MUTATORS)[number]

const BASE64 = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

const isBase64 = (place: Place): place is Place & { readonly value: string } =>
  typeof place.value === 'string' && place.value.length >= 8 && BASE64.test(place.value)

const flipped = (bytes: Buffer, random: Random): Buffer => {
  const copy = Buffer.from(bytes)
  const at = random.below(copy.length)
  copy[at] = (copy[at] ?? 0) ^ (1 << random.below(8))
  return copy
}

/** One byte replaced, put in, taken out, or the end cut off. */
const bytewise = (bytes: Buffer, random: Random): Buffer => {
  const at = random.below(bytes.length)
  const byte = Buffer.from([random.below(256)])
  const [head, tail] = [bytes.subarray(0, at), bytes.subarray(at + 1)]
  switch (random.below(5)) {
    case 0:
      return Buffer.concat([head, tail])
    case 1:
      return Buffer.concat([head, byte, bytes.subarray(at)])
    case 2:
      return head
    case 3:
      return Buffer.concat([bytes, byte])
    default:
      return Buffer.concat([head, byte, tail])
  }
}

const inner = (tree: unknown, random: Random, change: (bytes: Buffer, random: Random) => Buffer): string => {
  const places = placesOf(tree).filter((place) => isBase64(place) || String(place.path.at(-1)) === 'envelope')
  const place = random.pick(places)
  const isText = !isBase64(place)
  const bytes = Buffer.from(String(place.value), isText ? 'utf8' : 'base64')
  if (bytes.length === 0 || typeof place.value !== 'string') return JSON.stringify(tree)
  return JSON.stringify(
    withValue(tree, place.path, change(bytes, random).toString(isText ? 'utf8' : 'base64')),
  )
}

const VALUES: readonly unknown[] = [
  '',
  '0',
  '-1',
  0,
  -1,
  1e21,
  null,
  true,
  [],
  {},
  'AAAA',
  undefined,
  '18446744073709551616',
]

/** A field taken away, replaced, moved by one, added, or written twice. */
const field = (tree: unknown, random: Random): string => {
  const { path, value } = random.pick(placesOf(tree))
  switch (random.below(5)) {
    case 0:
      return JSON.stringify(withValue(tree, path, undefined))
    case 1:
      return JSON.stringify(withValue(tree, path, random.pick(VALUES)))
    case 2: {
      const moved =
        typeof value === 'string' && /^\d+$/.test(value) ? String(BigInt(value) + 1n) : `${String(value)}x`
      return JSON.stringify(withValue(tree, path, moved))
    }
    case 3: {
      const added = [
        ...path.slice(0, -1),
        random.pick(['extra', 'certificate', 'publicKey', 'keyid', 'tlogEntries']),
      ]
      return JSON.stringify(withValue(tree, added, random.pick(VALUES)))
    }
    default: {
      const key = JSON.stringify(String(path.at(-1)))
      return JSON.stringify(tree).replace(`${key}:`, `${key}:${JSON.stringify(value ?? null)},${key}:`)
    }
  }
}

/** A part of another bundle in the place of the same part of this one. */
const swap = (tree: unknown, others: readonly unknown[], random: Random): string => {
  const { path } = random.pick(placesOf(tree))
  const donor = valueAt(random.pick(others), path)
  return JSON.stringify(donor === undefined ? tree : withValue(tree, path, donor))
}

/** The same JSON in another text, or nearly so. */
const text = (tree: unknown, random: Random): string => {
  const plain = JSON.stringify(tree)
  switch (random.below(7)) {
    case 0:
      return JSON.stringify(tree, null, 1 + random.below(4))
    case 1:
      return `\uFEFF${plain}`
    case 2:
      return `${plain}${random.pick([' ', '\n', '\0', '{}', ','])}`
    case 3: {
      const at = random.below(plain.length)
      const letter = plain[at] ?? ''
      return /[A-Za-z0-9]/.test(letter)
        ? `${plain.slice(0, at)}\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}${plain.slice(at + 1)}`
        : plain
    }
    case 4:
      return plain.replace(/"(\d{1,15})"/, '$1')
    case 5:
      return plain.replaceAll('/', '\\/')
    default: {
      const entries = Object.entries(Object(tree))
      return JSON.stringify(Object.fromEntries(entries.toReversed()))
    }
  }
}

/** The same bytes in another base64, or nearly so. */
const base64 = (tree: unknown, random: Random): string => {
  const { path, value } = random.pick(placesOf(tree).filter(isBase64))
  const old = value
  const changed = random.pick([
    `${old}\n`,
    old.replace(/=+$/, ''),
    `${old}=`,
    Buffer.from(old, 'base64').toString('base64url'),
    `${old.slice(0, 4)} ${old.slice(4)}`,
    old.replace(
      /([A-Za-z0-9+/])(=+)$/,
      (_whole, last: string, pad: string) => `${String.fromCharCode(last.charCodeAt(0) + 1)}${pad}`,
    ),
  ])
  return JSON.stringify(withValue(tree, path, changed))
}

/** The same DER value in another form: a long length, a padded integer, the twin of an ECDSA signature. */
const der = (tree: unknown, random: Random): string => {
  const places = placesOf(tree)
    .filter(isBase64)
    .filter(({ value }) => Buffer.from(value, 'base64')[0] === 0x30)
  if (places.length === 0) return JSON.stringify(tree)
  const { path, value } = random.pick(places)
  return JSON.stringify(
    withValue(tree, path, reencoded(Buffer.from(value, 'base64'), random).toString('base64')),
  )
}

const reencoded = (bytes: Buffer, random: Random): Buffer => {
  const [tag = 0, length = 0] = bytes
  switch (random.below(3)) {
    case 0:
      return length < 0x80
        ? Buffer.concat([Buffer.from([tag, 0x81, length]), bytes.subarray(2)])
        : bytewise(bytes, random)
    case 1:
      return Buffer.concat([
        Buffer.from([tag, 0x80]),
        bytes.subarray(length < 0x80 ? 2 : 2 + (length & 0x7f)),
        Buffer.from([0, 0]),
      ])
    default:
      return twin(bytes)
  }
}

/** (r, n − s) verifies wherever (r, s) does. */
const twin = (bytes: Buffer): Buffer => {
  try {
    const [r, s, ...rest] = readDer(bytes).children
    if (r === undefined || s === undefined || rest.length > 0) return bytes
    const hex = (P256_ORDER - derInteger(s)).toString(16)
    const digits = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex')
    const signed = (digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), digits]) : digits
    return Buffer.from(encodeDer(0x30, r.bytes, encodeDer(0x02, signed)))
  } catch {
    return bytes
  }
}

/** One mutation of a bundle's text. */
export const mutate = (
  original: string,
  mutator: Mutator,
  others: readonly string[],
  random: Random,
): Buffer => {
  const bytes = Buffer.from(original)
  const tree: unknown = JSON.parse(original)
  switch (mutator) {
    case 'bit':
      return flipped(bytes, random)
    case 'byte':
      return bytewise(bytes, random)
    case 'inner-bit':
      return Buffer.from(inner(tree, random, flipped))
    case 'inner-byte':
      return Buffer.from(inner(tree, random, bytewise))
    case 'field':
      return Buffer.from(field(tree, random))
    case 'swap':
      return Buffer.from(
        swap(
          tree,
          others.map((each): unknown => JSON.parse(each)),
          random,
        ),
      )
    case 'text':
      return Buffer.from(text(tree, random))
    case 'base64':
      return Buffer.from(base64(tree, random))
    case 'der':
      return Buffer.from(der(tree, random))
  }
}
