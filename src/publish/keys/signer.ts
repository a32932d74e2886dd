import type { HashName, PublicKey } from '../../trust/index.ts'

/** A private key, wherever it is, as something that signs. */
export interface Signer {
  readonly publicKey: PublicKey
  /** Whether the same bytes always get the same signature. */
  readonly isDeterministic: boolean
  /**
   * Signs the bytes themselves, over `signingHash`: ECDSA in DER, RSA PKCS#1 v1.5, Ed25519. Rejects with `KeysError` `agent`
   * or `token` where the key is away.
   */
  readonly sign: (data: Uint8Array) => Promise<Uint8Array>
}

/** The hash that a key signs over: a curve's own, sha256 for RSA, and what Ed25519 has inside. */
export function signingHash({ kind }: PublicKey): HashName {
  switch (kind) {
    case 'P-256':
    case 'rsa':
      return 'sha256'
    case 'P-384':
      return 'sha384'
    case 'P-521':
    case 'ed25519':
      return 'sha512'
  }
}
