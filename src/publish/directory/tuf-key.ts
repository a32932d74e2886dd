import { encodeHex } from '../../encoding/index.ts'
import { keyIdOf } from '../../sources/index.ts'
import { spkiPem, type PublicKey } from '../../trust/index.ts'
import { DirectoryError } from './directory-error.ts'
import type { KeyDocument } from './documents.ts'

/** Something that signs a directory's files, over the bytes themselves: Ed25519, or ECDSA in DER over the curve's own hash. */
export interface DirectorySigner {
  readonly publicKey: PublicKey
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

/** A key as TUF writes it, under its id. Throws `DirectoryError` `key` for a kind that TUF's readers don't all take. */
export function tufKeyOf(
  publicKey: PublicKey,
  person: string,
): { readonly id: string; readonly key: KeyDocument } {
  const { keytype, scheme, text } = formOf(publicKey)
  const key = { keytype, scheme, keyval: { public: text }, 'x-pip-trust-person': person }
  return { id: keyIdOf({ keyType: keytype, scheme, public: text }), key }
}

/** The id under which a directory knows a key. Throws `DirectoryError` `key`. */
export function keyIdOfPublicKey(publicKey: PublicKey): string {
  return tufKeyOf(publicKey, '').id
}

function formOf(publicKey: PublicKey): {
  readonly keytype: string
  readonly scheme: string
  readonly text: string
} {
  switch (publicKey.kind) {
    case 'ed25519':
      return { keytype: 'ed25519', scheme: 'ed25519', text: encodeHex(publicKey.bits) }
    case 'P-256':
      return { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', text: spkiPem(publicKey.spki) }
    case 'P-384':
      return { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp384', text: spkiPem(publicKey.spki) }
    case 'P-521':
    case 'rsa':
      throw new DirectoryError('key', {
        message: `a key of kind ${publicKey.kind} can't sign a key directory: expected Ed25519, or ECDSA on P-256 or P-384`,
        hint: 'trustctl keys new --purpose directory',
      })
  }
}
