import { encodeBase64 } from '../../encoding/index.ts'
import type { Signer } from '../keys/index.ts'
import { blake2bOf, type SignedArtifact } from './artifact.ts'
import { SignError } from './sign-error.ts'
import { signedBy } from './signed-by.ts'

/**
 * A `.minisig` (minisign(1), «Signature format»; the prehashed kind): the same for the same file, key and time. `minisignId` as
 * minisign prints it; `at` in seconds stands in the trusted comment. Throws `SignError` `form` for another key than Ed25519.
 */
export async function signMinisign(
  { bytes, name }: SignedArtifact,
  signer: Signer,
  { minisignId, at }: { readonly minisignId: string; readonly at: number },
): Promise<string> {
  if (signer.publicKey.kind !== 'ed25519') {
    const message = `minisign’s keys are Ed25519, and this one is ${signer.publicKey.kind}`
    throw new SignError('form', { message, hint: 'trustctl keys new --kind minisign' })
  }
  const id = Buffer.from(minisignId, 'hex').toReversed()
  const signature = await signedBy(signer, blake2bOf(bytes))
  const comment = `timestamp:${at}\tfile:${name}\thashed`
  const sealed = await signedBy(signer, Buffer.concat([signature, Buffer.from(comment)]))
  const lines = [
    `untrusted comment: signature by minisign key ${minisignId}`,
    encodeBase64(Buffer.concat([Buffer.from('ED'), id, signature])),
    `trusted comment: ${comment}`,
    encodeBase64(sealed),
  ]
  return `${lines.join('\n')}\n`
}
