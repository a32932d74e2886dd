import { verifiesWith } from '../../trust/index.ts'
import { signingHash, type Signer } from '../keys/index.ts'
import { SignError } from './sign-error.ts'

/**
 * A signature that was checked before it is given on: a deterministic one that goes wrong by a fault of the machine can give the
 * key away. Throws `SignError` `signature`, and what the signer throws.
 */
export async function signedBy(signer: Signer, data: Uint8Array): Promise<Uint8Array> {
  const signature = await signer.sign(data)
  if (verifiesWith(signer.publicKey, signingHash(signer.publicKey), data, signature)) return signature
  throw new SignError('signature', {
    message: 'the key gave a signature that does not fit it; nothing was written',
    hint: 'trustctl keys list, and look at the machine or token that signs',
  })
}
