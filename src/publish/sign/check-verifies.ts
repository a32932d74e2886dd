import { decodeUtf8, readDer } from '../../encoding/index.ts'
import { readCertificate, SUBJECT_ALTERNATIVE_NAME, type SigstoreRoot } from '../../trust/index.ts'
import type { Publisher } from '../../verdict/index.ts'
import { verifySigned } from '../../verify/index.ts'
import type { SignedArtifact } from './artifact.ts'
import { isTokenPublisher, type IdentityToken } from './keyless/index.ts'
import { SignError } from './sign-error.ts'

/** Tags of GeneralName (RFC 5280 §4.2.1.6). */
const [MAIL, ADDRESS] = [1, 6]

/**
 * That whoever gets the file can verify what was made: by the instance's own trust root, as signed by the name in the certificate,
 * for whom the token's issuer vouched; and that it is whom the token names, where that can be told. Throws `SignError` `service`.
 */
export function checkVerifies(
  bundle: Uint8Array,
  { name, sha256 }: SignedArtifact,
  { by, token }: { readonly by: Uint8Array; readonly token: Pick<IdentityToken, 'issuer' | 'publisher'> },
  root: SigstoreRoot,
  now: number,
): void {
  const { issuer, publisher } = token
  const origin = { via: 'argument', where: name } as const
  const signer = { kind: 'identity', identity: nameIn(by), issuer } as const
  const answer = verifySigned(
    { file: { filename: name, sha256 }, bundle, origin, signer, standings: [] },
    [root],
    now,
  )
  if (answer.verified) {
    const other = answer.by.find((each) => publisher !== null && !isTokenPublisher(each.publisher, publisher))
    if (other !== undefined) throw ofSomebodyElse(other.publisher)
    return
  }
  const { code, expected, found } = answer.finding
  throw new SignError('service', {
    message: `what the instance gave does not verify (${code}): expected ${expected}, found ${found}; nothing was written`,
    hint: `trustctl why ${code}; is the trust root that of this instance?`,
  })
}

function ofSomebodyElse({ subject }: Publisher): SignError {
  return new SignError('service', {
    message: `the instance certified somebody else than the token names: \`${subject.slice(0, 500)}\`; nothing was written`,
    hint: 'ask whoever runs the instance',
  })
}

/** The one subject alternative name, an address or a mail address, as Fulcio sets it; empty for anything else. */
function nameIn(der: Uint8Array): string {
  const value = readCertificate(der).extensions.get(SUBJECT_ALTERNATIVE_NAME)?.value
  const [name] = value === undefined ? [] : readDer(value).children
  return name !== undefined && (name.tag === MAIL || name.tag === ADDRESS) ? decodeUtf8(name.content) : ''
}
