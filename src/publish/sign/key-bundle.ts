import { canonicalJson, decodeHex, encodeBase64, sha256Of } from '../../encoding/index.ts'
import type { PublicKey } from '../../trust/index.ts'
import type { Signer } from '../keys/index.ts'
import type { SignedArtifact } from './artifact.ts'
import { SignError } from './sign-error.ts'
import { signedBy } from './signed-by.ts'
import { stampData, type Content } from './stamps.ts'
import type { StampSignature } from './stamped-by.ts'

const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json'

/** Keys that whoever has the digest of a file alone can verify with; cosign's default is the first. */
export function fitsBundle({ kind }: PublicKey): boolean {
  return kind === 'P-256' || kind === 'rsa'
}

/**
 * A Sigstore bundle by a key, as `cosign sign-blob --key` writes it: a signature over the file, and the key's digest as hint;
 * without a log, with time stamps where they are asked for. Throws `SignError` `form` for keys that don't sign a digest of SHA-256, and
 * what `stamp` throws.
 */
export async function signKeyBundle(
  { bytes, sha256 }: SignedArtifact,
  signer: Signer,
  stamp: StampSignature | null,
): Promise<Content> {
  if (!fitsBundle(signer.publicKey)) {
    throw new SignError('form', {
      message: `a Sigstore bundle by a key is made with P-256 or RSA, and this one is ${signer.publicKey.kind}`,
      hint: 'trustctl keys new --kind plain --algorithm P-256, or --form publish',
    })
  }
  const signature = await signedBy(signer, bytes)
  const stamped = (await stamp?.('sigstore', signature)) ?? null
  const hint = encodeBase64(decodeHex(sha256Of(signer.publicKey.spki)))
  const bundle = {
    mediaType: BUNDLE,
    verificationMaterial: {
      publicKey: { hint },
      tlogEntries: [],
      timestampVerificationData: stamped === null ? {} : stampData(stamped),
    },
    messageSignature: {
      messageDigest: { algorithm: 'SHA2_256', digest: encodeBase64(decodeHex(sha256)) },
      signature: encodeBase64(signature),
    },
  }
  return { content: `${canonicalJson(bundle)}\n`, stampedAt: stamped?.at ?? null }
}
