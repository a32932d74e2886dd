import type { Digest } from './bill.ts'

const LENGTHS = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 } as const

/** A digest from its algorithm's name and hex; null for another algorithm or another length. */
export function digestOfHex(name: string, hex: string): Digest | null {
  const algorithm = (['md5', 'sha1', 'sha256', 'sha384', 'sha512'] as const).find((each) => each === name)
  if (algorithm === undefined || hex.length !== LENGTHS[algorithm] || !/^[0-9a-f]*$/i.test(hex)) return null
  return { algorithm, hex: hex.toLowerCase() }
}
