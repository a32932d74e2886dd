import { decodeBase64, decodeUtf8 } from '../../encoding/index.ts'
import { minisignIdOf } from '../../trust/index.ts'
import { MAX_MINISIGN_BYTES, MAX_TRUSTED_COMMENT_BYTES, MAX_UNTRUSTED_COMMENT_BYTES } from '../limits.ts'
import { readable } from '../read-json.ts'
import { expect, Unverified } from '../unverified.ts'

/** A signature file of minisign's (minisign(1), «Signature format»). */
export interface MinisignSignature {
  /** As minisign prints it. */
  readonly keyId: string
  /** Over the BLAKE2b-512 of the file. */
  readonly signature: Uint8Array
  /** UTF-8, as it is signed. */
  readonly trustedComment: string
  /** Over the signature and the trusted comment. */
  readonly globalSignature: Uint8Array
}

const WHAT = 'a minisign signature of four lines'
const UNTRUSTED = 'untrusted comment:'
const TRUSTED = 'trusted comment: '
const SIGNATURE_BYTES = 64

/**
 * Reads a `.minisig`: exactly four lines, each ended by one line feed (the last one may lack it), canonical base64, comments
 * within minisign's own bounds and without control characters. Throws `Unverified`: TC3410, or TC3414 for the
 * form that is over the whole file instead of its digest.
 */
export function readMinisign(bytes: Uint8Array): MinisignSignature {
  const { length } = bytes
  expect(length <= MAX_MINISIGN_BYTES, 'TC3410', `at most ${MAX_MINISIGN_BYTES} bytes`, `${length}`)
  const text = readable('TC3410', WHAT, () => decodeUtf8(bytes))
  const lines = text.replace(/\n$/, '').split('\n')
  const [untrusted = '', signed = '', trusted = '', sealed = ''] = lines
  expect(lines.length === 4, 'TC3410', WHAT, `${lines.length} lines`)
  checkComment(untrusted, UNTRUSTED, MAX_UNTRUSTED_COMMENT_BYTES)
  checkComment(trusted, TRUSTED, MAX_TRUSTED_COMMENT_BYTES)
  return {
    ...readSigned(decoded(signed, 2 + 8 + SIGNATURE_BYTES)),
    trustedComment: trusted.slice(TRUSTED.length),
    globalSignature: decoded(sealed, SIGNATURE_BYTES),
  }
}

/** `timestamp:` of the trusted comment, in seconds: the signer's word; null where there is none. */
export function claimedTime({ trustedComment }: MinisignSignature): number | null {
  const [, digits] = /(?:^|\t)timestamp:([0-9]{1,12})(?:\t|$)/.exec(trustedComment) ?? []
  return digits === undefined ? null : Number(digits)
}

function checkComment(line: string, start: string, maxBytes: number): void {
  expect(line.startsWith(start), 'TC3410', `a line that begins with \`${start}\``, 'another')
  const length = Buffer.byteLength(line) - start.length
  expect(length <= maxBytes, 'TC3410', `a comment of at most ${maxBytes} bytes`, `${length}`)
  // A carriage return would be a part of what is signed, or not, as each reader likes.
  expect(!/[\p{Cc}--\t]/v.test(line), 'TC3410', 'a comment without control characters', 'one with them')
}

function decoded(line: string, size: number): Uint8Array {
  const bytes = readable('TC3410', WHAT, () => decodeBase64(line))
  expect(bytes.length === size, 'TC3410', `${size} bytes in base64`, `${bytes.length}`)
  return bytes
}

function readSigned(bytes: Uint8Array): Pick<MinisignSignature, 'keyId' | 'signature'> {
  const algorithm = Buffer.from(bytes.subarray(0, 2)).toString('latin1')
  if (algorithm === 'Ed') throw legacy()
  expect(algorithm === 'ED', 'TC3410', 'a signature of kind `ED`', 'another kind')
  return { keyId: minisignIdOf(bytes.subarray(2, 10)), signature: bytes.subarray(10) }
}

function legacy(): Unverified {
  const expected = 'a prehashed signature (`ED`), over the digest of the file'
  return new Unverified('TC3414', expected, 'one of the legacy form (`Ed`), over the whole file')
}
