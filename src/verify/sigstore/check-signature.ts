import { hash as digestOf } from 'node:crypto'
import { verifiesWith, type HashName, type PublicKey } from '../../trust/index.ts'
import { readable } from '../read-json.ts'
import { expect } from '../unverified.ts'
import { verifiesDigest } from './prehashed.ts'
import type { Envelope, SignedContent } from './signed-bundle.ts'

/** The hash that goes with a curve (sigstore/architecture-docs, «algorithm registry»). */
const HASH_OF: Readonly<Partial<Record<PublicKey['kind'], HashName>>> = {
  'P-384': 'sha384',
  'P-521': 'sha512',
}

/** By the bytes any key verifies; of a file only the digest is known, which Ed25519 has no use for. */
const BY_DIGEST: ReadonlySet<PublicKey['kind']> = new Set(['P-256', 'P-384', 'rsa'])

/** DSSE's pre-authentication encoding: what an envelope's signature is over (DSSE v1.0.2, protocol). */
function preAuthEncoding({ payloadType, payload }: Envelope): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** The digest of the bytes that an envelope's signature is over. */
export function signedDigest(content: Envelope, hash: HashName): Uint8Array {
  return digestOf(hash, preAuthEncoding(content), 'buffer')
}

/** Whether the key can be used with what is known of the content, and made the signature. Throws `Unverified` TC2110. */
export function isSignedBy(key: PublicKey, content: SignedContent): boolean {
  return isUsable(key, content) && fits(key, content)
}

/** Throws `Unverified`: TC2121 for a key that can't be used with a digest alone, TC2113 for a bad signature. */
export function checkSignature(key: PublicKey, content: SignedContent): void {
  expect(isUsable(key, content), 'TC2121', `a key of ${[...BY_DIGEST].join(', ')}`, key.kind)
  expect(fits(key, content), 'TC2113', "a signature by the signer's key", 'one that does not fit')
}

function isUsable({ kind }: PublicKey, content: SignedContent): boolean {
  return content.kind === 'envelope' || BY_DIGEST.has(kind)
}

function fits(key: PublicKey, content: SignedContent): boolean {
  return readable('TC2110', 'a public key', () =>
    content.kind === 'message'
      ? verifiesDigest(key, content.digest, content.signature)
      : verifiesEnvelope(key, content),
  )
}

/** With the curve's own hash, or with sha256, which older signers used with every key. */
function verifiesEnvelope(key: PublicKey, content: Envelope): boolean {
  const bytes = preAuthEncoding(content)
  const own = HASH_OF[key.kind]
  if (own !== undefined && verifiesWith(key, own, bytes, content.signature)) return true
  return verifiesWith(key, 'sha256', bytes, content.signature)
}
