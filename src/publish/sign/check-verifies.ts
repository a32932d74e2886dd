import { decodeUtf8, readDer } from '../../encoding/index.ts'
import { readCertificate, SUBJECT_ALTERNATIVE_NAME, type SigstoreRoot } from '../../trust/index.ts'
import { verifySigned } from '../../verify/index.ts'
import type { SignedArtifact } from './artifact.ts'
import { SignError } from './sign-error.ts'

/** Tags of GeneralName (RFC 5280 §4.2.1.6). */
const [MAIL, ADDRESS] = [1, 6]

/**
 * That whoever gets the file can verify what was made: by the instance's own trust root, as signed by the name in the certificate,
 * for whom the token's issuer vouched. Throws `SignError` `service`.
 */
export function checkVerifies(
  bundle: Uint8Array,
  { name, sha256 }: SignedArtifact,
  { by, issuer }: { readonly by: Uint8Array; readonly issuer: string },
  root: SigstoreRoot,
  now: number,
): void {
  const origin = { via: 'argument', where: name } as const
  const signer = { kind: 'identity', identity: nameIn(by), issuer } as const
  const answer = verifySigned({ file: { filename: name, sha256 }, bundle, origin, signer }, [root], now)
  if (answer.verified) return
  const { code, expected, found } = answer.finding
  throw new SignError('service', {
    message: `what the instance gave does not verify (${code}): expected ${expected}, found ${found}; nothing was written`,
    hint: `trustctl why ${code}; is the trust root that of this instance?`,
  })
}

/** The one subject alternative name, an address or a mail address, as Fulcio sets it; empty for anything else. */
function nameIn(der: Uint8Array): string {
  const value = readCertificate(der).extensions.get(SUBJECT_ALTERNATIVE_NAME)?.value
  const [name] = value === undefined ? [] : readDer(value).children
  return name !== undefined && (name.tag === MAIL || name.tag === ADDRESS) ? decodeUtf8(name.content) : ''
}
