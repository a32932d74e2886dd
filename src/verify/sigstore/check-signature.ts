import { hash as digestOf, type KeyObject } from 'node:crypto'
import { verifiesWith, type HashName } from '../../trust/index.ts'
import { expect } from '../unverified.ts'
import { verifiesDigest } from './prehashed.ts'
import type { Envelope, SignedContent } from './signed-bundle.ts'

/** The hash that goes with a curve (sigstore/architecture-docs, «algorithm registry»). */
const HASH_OF: Readonly<Record<string, HashName>> = { secp384r1: 'sha384', secp521r1: 'sha512' }

/** DSSE's pre-authentication encoding: what an envelope's signature is over (DSSE v1.0.2, protocol). */
function preAuthEncoding({ payloadType, payload }: Envelope): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** The digest of the bytes that an envelope's signature is over. */
export function signedDigest(content: Envelope, hash: HashName): Uint8Array {
  return digestOf(hash, preAuthEncoding(content), 'buffer')
}

/** Throws `Unverified`: TC2121 for a key that can't be used with a digest alone, TC2113 for a bad signature. */
export function checkSignature(key: KeyObject, content: SignedContent): void {
  const type = key.asymmetricKeyType ?? 'unknown'
  const usable = content.kind === 'message' ? ['ec', 'rsa'] : ['ec', 'ed25519', 'rsa']
  expect(usable.includes(type), 'TC2121', `a key of type ${usable.join(' or ')}`, type)
  const fits =
    content.kind === 'message'
      ? verifiesDigest(key, content.digest, content.signature)
      : verifiesEnvelope(key, content)
  expect(fits, 'TC2113', "a signature by the signer's key", 'one that does not fit')
}

/** With the curve's own hash, or with sha256, which older signers used with every key. */
function verifiesEnvelope(key: KeyObject, content: Envelope): boolean {
  const bytes = preAuthEncoding(content)
  const own = HASH_OF[key.asymmetricKeyDetails?.namedCurve ?? '']
  if (own !== undefined && verifiesWith(key, own, bytes, content.signature)) return true
  return verifiesWith(key, 'sha256', bytes, content.signature)
}
