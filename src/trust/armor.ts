import { decodeBase64, EncodingError } from '../encoding/index.ts'

/** What the armored blocks of one file may hold (RFC 9580 §6.2). */
export type ArmorLabel = 'PUBLIC KEY BLOCK' | 'PRIVATE KEY BLOCK' | 'SIGNATURE'

/**
 * Every armored block with this label, in order; empty where the bytes are binary or hold none. Readers that stop
 * behind the first block would leave the others unseen.
 */
export function armorBlocks(bytes: Uint8Array, label: ArmorLabel): readonly string[] {
  const [begin, end] = [`-----BEGIN PGP ${label}-----`, `-----END PGP ${label}-----`]
  if (isBinary(bytes)) return []
  const text = Buffer.from(bytes).toString('latin1')
  const blocks: string[] = []
  for (let at = text.indexOf(begin); at >= 0; at = text.indexOf(begin, at + 1)) {
    const stop = text.indexOf(end, at)
    if (stop < 0) break
    blocks.push(`${text.slice(at, stop + end.length)}\n`)
    at = stop
  }
  return blocks
}

/** The first bit of every packet is set, and no text of armor starts so: a block inside a binary file is its content. */
function isBinary(bytes: Uint8Array): boolean {
  return ((bytes[0] ?? 0) & 0x80) !== 0 && !(bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf)
}

/**
 * The bytes of one block of `armorBlocks`; null where it is none. The checksum at its end is not looked at: no reader
 * may refuse because of it (RFC 9580 §6.1).
 */
export function decodeArmor(block: string): Uint8Array | null {
  const lines = block.split('\n').map((line) => line.replace(/[ \t\r]+$/, ''))
  const blank = lines.indexOf('')
  if (blank < 1 || !lines.slice(1, blank).every((line) => /^[\w-]+: /.test(`${line} `))) return null
  const end = lines.findIndex((line) => line.startsWith('-----END PGP '))
  const body = lines.slice(blank + 1, end).filter((line) => !/^=[\w+/]{4}$/.test(line))
  try {
    return decodeBase64(body.join(''))
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
