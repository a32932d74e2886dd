import { expect, Unverified } from '../unverified.ts'
import type { KeyPacket } from './fits.ts'
import type { OpenPgp } from './library.ts'
import type { Signature } from './signature.ts'

export const MIN_RSA_BITS = 2048
const CURVES: ReadonlySet<string> = new Set([
  'nistP256',
  'nistP384',
  'nistP521',
  'ed25519Legacy',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
])

/** Hashes under which two contents with one digest can be made (RFC 9580 §9.5), by their name; null for the others. */
export function weakHash({ enums: { hash } }: OpenPgp, { packet }: Signature): string | null {
  const names = new Map<unknown, string>([
    [hash.md5, 'MD5'],
    [hash.sha1, 'SHA-1'],
    [hash.ripemd, 'RIPEMD-160'],
  ])
  return names.get(packet.hashAlgorithm) ?? null
}

/**
 * That a key is of a kind that signs and of today's strength: RSA of 2048 bits or more with an odd exponent above 1, ECDSA
 * or EdDSA over a curve that isn't given up. Throws `Unverified` TC3115; TC3118 for one that only encrypts.
 */
export function checkStrength(openpgp: OpenPgp, key: KeyPacket, name: string): void {
  const { publicKey } = openpgp.enums
  const { algorithm, bits, curve } = key.getAlgorithmInfo()
  const rsa: readonly number[] = [publicKey.rsaEncryptSign, publicKey.rsaSign]
  const elliptic: readonly number[] = [
    publicKey.ecdsa,
    publicKey.eddsaLegacy,
    publicKey.ed25519,
    publicKey.ed448,
  ]
  if (rsa.includes(key.algorithm)) {
    expect(
      (bits ?? 0) >= MIN_RSA_BITS,
      'TC3115',
      `${name} of ${MIN_RSA_BITS} bits or more`,
      `RSA of ${bits ?? 0}`,
    )
    expect(hasSoundExponent(key), 'TC3115', `${name} with an odd exponent above 1`, 'another one')
    return
  }
  expect(key.algorithm !== publicKey.dsa, 'TC3115', `${name} by a strong algorithm`, 'DSA')
  expect(elliptic.includes(key.algorithm), 'TC3118', `${name} made for signing`, algorithm)
  expect(curve === undefined || CURVES.has(curve), 'TC3115', `${name} on a strong curve`, curve ?? '')
}

function hasSoundExponent({ publicParams }: KeyPacket): boolean {
  const e = 'e' in publicParams ? publicParams.e : null
  if (!(e instanceof Uint8Array) || e.length === 0) return false
  const last = e.at(-1) ?? 0
  return (last & 1) === 1 && (last > 1 || e.some((octet, at) => octet !== 0 && at < e.length - 1))
}

/** The finding of a signature that a key makes about itself by a weak hash, or null. */
export function weakSelfSignature(
  openpgp: OpenPgp,
  signature: Signature,
  name: string,
  allowSha1: boolean,
): Unverified | null {
  const weak = weakHash(openpgp, signature)
  if (weak === null || (weak === 'SHA-1' && allowSha1)) return null
  return new Unverified('TC3115', `${name} bound by strong signatures`, weak)
}
