import * as v from 'valibot'
import { MAX_ATTACHED_EVIDENCE_BYTES } from '../limits.ts'
import { readJson } from '../read-json.ts'
import { expect } from '../unverified.ts'

const Words = v.pipe(v.string(), v.maxLength(1000))
const hex = (digits: number) => v.pipe(v.string(), v.regex(new RegExp(`^(?:[0-9a-f]{${digits}})?$`)))
const Head = v.strictObject({
  file: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
  record: v.strictObject({ sha256: hex(64), sha384: hex(96), sha512: hex(128) }),
  gap: v.nullable(v.strictObject({ expected: Words, found: Words })),
})

/** RECORD's digests by algorithm, hex. */
export type RecordDigests = v.InferOutput<typeof Head>['record']

const NEWLINE = 0x0a

/**
 * Reads a signature from inside a wheel, as `attachedEvidence` wrote it, and what its reader found of the wheel. Throws
 * `Unverified`: TC3510, TC3514 where it was read from another file, TC3513 where RECORD doesn't stand for the whole wheel.
 */
export function readAttachedEvidence(
  bytes: Uint8Array,
  sha256: string,
): { readonly record: RecordDigests; readonly signature: Uint8Array } {
  const within = `a signature of at most ${MAX_ATTACHED_EVIDENCE_BYTES} bytes with what is known of RECORD`
  expect(bytes.byteLength <= MAX_ATTACHED_EVIDENCE_BYTES, 'TC3510', within, `${bytes.byteLength} bytes`)
  const end = bytes.indexOf(NEWLINE)
  expect(end > 0, 'TC3510', within, 'none')
  const { file, record, gap } = readJson(Head, bytes.subarray(0, end), 'TC3510', within)
  expect(file === sha256, 'TC3514', `a signature inside the file with sha256 ${sha256}`, `one of ${file}`)
  expect(gap === null, 'TC3513', gap?.expected ?? '', gap?.found ?? '')
  return { record, signature: bytes.subarray(end + 1) }
}
