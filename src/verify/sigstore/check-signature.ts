import { createHash, verify, type KeyObject } from 'node:crypto'
import { expect } from '../unverified.ts'
import { verifiesDigest } from './prehashed.ts'
import type { SignedContent } from './signed-bundle.ts'

/** DSSE's pre-authentication encoding: what an envelope's signature is over (DSSE v1.0.2, protocol). */
function preAuthEncoding(payloadType: string, payload: Uint8Array): Uint8Array {
  const head = `DSSEv1 ${Buffer.byteLength(payloadType)} ${payloadType} ${payload.length} `
  return Buffer.concat([Buffer.from(head), payload])
}

/** The sha256 of the bytes that were signed. */
export function signedDigest(content: SignedContent): Uint8Array {
  if (content.kind === 'message') return content.digest
  return createHash('sha256').update(preAuthEncoding(content.payloadType, content.payload)).digest()
}

/** True when the signature over the content is by the key. */
export function isSignedBy(key: KeyObject, content: SignedContent): boolean {
  if (content.kind === 'message') return verifiesDigest(key, content.digest, content.signature)
  const algorithm = key.asymmetricKeyType === 'ed25519' ? null : 'sha256'
  return verify(algorithm, preAuthEncoding(content.payloadType, content.payload), key, content.signature)
}

/** Throws `Unverified`: TC2121 for a key that can't be used with a digest alone, TC2113 for a bad signature. */
export function checkSignature(key: KeyObject, content: SignedContent): void {
  const type = key.asymmetricKeyType ?? 'unknown'
  const usable = content.kind === 'message' ? ['ec'] : ['ec', 'ed25519', 'rsa']
  expect(usable.includes(type), 'TC2121', `a key of type ${usable.join(' or ')}`, type)
  expect(isSignedBy(key, content), 'TC2113', "a signature by the certificate's key", 'one that does not fit')
}
