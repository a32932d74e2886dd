/** What the armored blocks of one file may hold (RFC 9580 §6.2). */
export type ArmorLabel = 'PUBLIC KEY BLOCK' | 'PRIVATE KEY BLOCK' | 'SIGNATURE'

/**
 * Every armored block with this label, in order; empty where the bytes are binary or hold none. Readers that stop
 * behind the first block would leave the others unseen.
 */
export function armorBlocks(bytes: Uint8Array, label: ArmorLabel): readonly string[] {
  const [begin, end] = [`-----BEGIN PGP ${label}-----`, `-----END PGP ${label}-----`]
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
