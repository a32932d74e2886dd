import { gunzipSync, gzipSync } from 'node:zlib'
import type { Distribution } from './distribution.ts'
import { makeWheel, type WheelSpec } from './wheel.ts'

/** The wheel again with one byte of its module changed: a valid archive that installs, of another digest. */
export function changedByte(
  spec: WheelSpec & { readonly files: Readonly<Record<string, string>> },
): Distribution {
  const [first, ...others] = Object.entries(spec.files)
  if (first === undefined) throw new TypeError('a wheel without files has no byte to change')
  const [name, text] = first
  const changed = text.replace(/[a-z]/, (letter) => (letter === 'z' ? 'a' : 'z'))
  return makeWheel({ ...spec, files: { [name]: changed, ...Object.fromEntries(others) } })
}

/**
 * One byte of any zip changed so that it stays a valid zip: the last letter of its last member's stored time.
 * For files that this world did not make.
 */
export function changedTimestamp(distribution: Distribution): Distribution {
  const bytes = Buffer.from(distribution.bytes)
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  const central = bytes.readUInt32LE(end + 16)
  const local = bytes.readUInt32LE(central + 42)
  const [inCentral, inLocal] = [bytes[central + 12] ?? 0, bytes[local + 10] ?? 0]
  bytes[central + 12] = inCentral ^ 2
  bytes[local + 10] = inLocal ^ 2
  return { ...distribution, bytes }
}

/** The archive cut inside the gzip trailer: the whole tar can still be read by a reader that doesn't look for the end. */
export function truncated(distribution: Distribution): Distribution {
  return { ...distribution, bytes: distribution.bytes.subarray(0, -6) }
}

/** The archive with bytes behind its end. */
export function junkTail(distribution: Distribution): Distribution {
  return { ...distribution, bytes: Buffer.concat([distribution.bytes, Buffer.alloc(70_000, 'junk')]) }
}

/** The tar with bytes behind its end blocks, inside the compressed stream. */
export function junkInside(distribution: Distribution): Distribution {
  const tar = gunzipSync(distribution.bytes)
  return { ...distribution, bytes: gzipSync(Buffer.concat([tar, Buffer.alloc(70_000, 'junk')])) }
}

/** The same bytes under another file name. */
export function renamed(distribution: Distribution, filename: string): Distribution {
  return { ...distribution, filename }
}
