import { content, type Finding } from '../difference.ts'
import { binaryFindings } from './binary-findings.ts'
import type { Surroundings } from './surroundings.ts'

/** PEP 552: magic, flags, then the source's time and size, or its hash. */
const HEADER_BYTES = 16

/** What differs in two compiled Python files. */
export function byteCodeFindings(
  name: string,
  a: Uint8Array,
  b: Uint8Array,
  around: Surroundings,
): readonly Finding[] {
  const [first, second] = [Buffer.from(a), Buffer.from(b)]
  if (Math.min(first.byteLength, second.byteLength) < HEADER_BYTES)
    return [content('byte-code', name, 'not of its form')]
  if (first.readUInt32LE(0) !== second.readUInt32LE(0))
    return [content('tool-version', name, 'compiled by another Python')]
  const isTimeOnly =
    first.readUInt32LE(4) === second.readUInt32LE(4) &&
    first.subarray(HEADER_BYTES).equals(second.subarray(HEADER_BYTES))
  if (isTimeOnly) {
    const detail = `source of ${first.readUInt32LE(8)} / ${second.readUInt32LE(8)}`
    return [content('byte-code-time', name, detail)]
  }
  const found = binaryFindings(name, a, b, around)
  return found.map((each) => (each.kind === 'bytes' ? { ...each, kind: 'byte-code' } : each))
}
