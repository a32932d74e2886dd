/** Largest text that pip is given: requirements, constraints, lock files. */
export const MAX_TEXT_BYTES = 16 * 1024 * 1024

/** bzip2, and zstd (which tarfile reads from Python 3.14 on): streams that may have no control character in them. */
const PRINTABLE_MAGICS = [Buffer.from('BZh'), Buffer.from([0x28, 0xb5, 0x2f, 0xfd])]
const TAR_BLOCK = 512
const CHECKSUM_AT = 148
const CHECKSUM_LENGTH = 8
const SPACE = 0x20

/**
 * Whether bytes are text and can be nothing else to pip: no control characters but white space, so no gzip, xz or zip
 * (whose end record `PK\5\6` may stand anywhere near the end); not bzip2 or zstd; and no tar, which can be all text.
 */
export function isPlainText(bytes: Uint8Array): boolean {
  return !bytes.some(isControl) && !isPacked(bytes) && !startsLikeTar(bytes)
}

const isControl = (byte: number): boolean => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d)

const isPacked = (bytes: Uint8Array): boolean =>
  PRINTABLE_MAGICS.some((magic) => magic.every((byte, at) => bytes[at] === byte))

/** POSIX ustar: the sum of the header's bytes, with the checksum's own counted as spaces, stands in it in octal. */
function startsLikeTar(bytes: Uint8Array): boolean {
  if (bytes.byteLength < TAR_BLOCK) return false
  const block = bytes.subarray(0, TAR_BLOCK)
  const field = Buffer.from(block.subarray(CHECKSUM_AT, CHECKSUM_AT + CHECKSUM_LENGTH)).toString('latin1')
  const isChecksum = (at: number): boolean => at >= CHECKSUM_AT && at < CHECKSUM_AT + CHECKSUM_LENGTH
  const unsigned = block.reduce((sum, byte, at) => sum + (isChecksum(at) ? SPACE : byte), 0)
  const signed = block.reduce((sum, byte, at) => sum + (isChecksum(at) ? SPACE : (byte << 24) >> 24), 0)
  const claimed = octal(field)
  // 0xff begins a negative number in binary (GNU), which a signed sum can be; UTF-8 has no such byte.
  return claimed === unsigned || claimed === signed || block[CHECKSUM_AT] === 0xff
}

/** As Python's `int(text, 8)`, which takes `0o17` and `1_7` as well. */
const octal = (text: string): number =>
  Number.parseInt(
    text
      .trim()
      .replace(/^([+-]?)0o/i, '$1')
      .replaceAll('_', ''),
    8,
  )

export const isAscii = (bytes: Uint8Array): boolean => bytes.every((byte) => byte < 0x80)

const SAFE_CHARSET = /^(?:utf-?8|us-ascii|ascii|iso-8859-1|latin-?1)$/i

/**
 * Whether the ASCII in a text is the same for every reader: its charset has ASCII in it, or there is none and nothing to
 * guess from. UTF-7, EBCDIC and HZ (`~{`) are plain text that says something else.
 */
export function readsAlike(bytes: Buffer, contentType = ''): boolean {
  const charsets = [...contentType.matchAll(/charset[\s"']*\*?[\s"']*=[\s"']*([^\s"';]*)/gi)].map(
    ([, name = '']) => name,
  )
  if (charsets.length > 0) return charsets.every((name) => SAFE_CHARSET.test(name))
  return /^\s*text\//i.test(contentType) || (isAscii(bytes) && !bytes.includes('~{'))
}
