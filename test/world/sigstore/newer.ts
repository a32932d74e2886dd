import {
  base64,
  leafOf,
  PAYLOAD_TYPE,
  pemOf,
  preAuthEncoding,
  SIGNED_AGO_SECONDS,
  statementOf,
  type AttestWish,
  type Instance,
} from './instance.ts'
import { createKey, sha256, signWith, type SigningKey } from './keys.ts'
import type { TilesWish } from './tiles.ts'
import type { StampWish } from './timestamper.ts'

/** An attestation in the newer log. */
export interface StampedWish extends AttestWish {
  readonly kind?: 'hashedrekord' | 'dsse'
  readonly entry?: TilesWish
  /** One for each time stamp wanted; one good one unless said otherwise. `ago`: seconds before `now`. */
  readonly stamps?: readonly (StampWish & { readonly ago?: number })[]
}

const digest = (bytes: Buffer) => ({ algorithm: 'SHA2_256', digest: base64(sha256(bytes)) })

/** The body of a Rekor v2 entry about an envelope (sigstore/rekor-tiles). */
const tilesBody = (
  kind: 'hashedrekord' | 'dsse',
  payload: Buffer,
  signature: Buffer,
  certificate: Buffer,
) => {
  const verifier = {
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    x509Certificate: { rawBytes: base64(certificate) },
  }
  const one = { content: base64(signature), verifier }
  return kind === 'dsse'
    ? { apiVersion: '0.0.2', kind, spec: { dsseV002: { payloadHash: digest(payload), signatures: [one] } } }
    : {
        apiVersion: '0.0.2',
        kind,
        spec: { hashedRekordV002: { data: digest(preAuthEncoding(payload)), signature: one } },
      }
}

/** A Sigstore bundle v0.3 with an entry in the second log and time stamps. */
export const stamped = (instance: Instance, wish: StampedWish): unknown => {
  const { kind = 'hashedrekord', stamps = [{}], signedAt = instance.now - SIGNED_AGO_SECONDS } = wish
  const key = createKey()
  const certificate = leafOf(instance, key, wish, {})
  const payload = Buffer.from(JSON.stringify(statementOf(wish)))
  const signature = signWith(key, preAuthEncoding(payload))
  const entry = instance.tiles.append(tilesBody(kind, payload, signature, certificate), wish.entry)
  const rfc3161Timestamps = stamps.map((stamp) => ({
    signedTimestamp: base64(
      instance.timestamper.stamp(
        signature,
        stamp.ago === undefined ? signedAt : instance.now - stamp.ago,
        stamp,
      ),
    ),
  }))
  const dsseEnvelope = {
    payload: base64(payload),
    payloadType: PAYLOAD_TYPE,
    signatures: [{ sig: base64(signature) }],
  }
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: base64(certificate) },
      tlogEntries: [entry],
      timestampVerificationData: { rfc3161Timestamps },
    },
    dsseEnvelope,
  }
}

/** A Sigstore bundle v0.3 of a message signature by a bare key, with the key in PEM. */
export const signByKey = (instance: Instance, content: Uint8Array, key: SigningKey) => {
  const signature = base64(signWith(key, content))
  const hashed = sha256(content)
  const keyPem = pemOf('PUBLIC KEY', key.spki)
  const data = { hash: { algorithm: 'sha256', value: hashed.toString('hex') } }
  const publicKey = { content: base64(Buffer.from(keyPem)) }
  const body = {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: { data, signature: { content: signature, publicKey } },
  }
  const entry = instance.log.append(body, instance.now - SIGNED_AGO_SECONDS)
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: key.id.toString('base64') }, tlogEntries: [entry] },
    messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: base64(hashed) }, signature },
  }
  return { bundle, pem: keyPem }
}
