import * as v from 'valibot'
import {
  decodeHex,
  decodePem,
  encodeBase64,
  encodeDer,
  encodeOid,
  EncodingError,
  sha256Of,
} from '../../../encoding/index.ts'
import { readCertificate, spkiPem } from '../../../trust/index.ts'
import type { Signer } from '../../keys/index.ts'
import { signedBy } from '../signed-by.ts'
import type { IdentityToken } from './identity-token.ts'
import { failed, post, postJson, type Fetch } from './service.ts'

const Pems = v.looseObject({ certificates: v.pipe(v.array(v.string()), v.minLength(1), v.maxLength(10)) })
const Chain = v.looseObject({ chain: Pems })
/** Fulcio, `/api/v2/signingCert`. */
const Issued = v.union([
  v.looseObject({ signedCertificateEmbeddedSct: Chain }),
  v.looseObject({ signedCertificateDetachedSct: Chain }),
])
/** Asks Fulcio to certify a key for whom the token names. The signer's certificate, DER. Throws `SignError` `service`. */
export async function certify(
  fetch: Fetch,
  authority: string,
  signer: Signer,
  token: IdentityToken,
): Promise<Uint8Array> {
  const url = `${authority}/api/v2/signingCert`
  const proof = await signedBy(signer, Buffer.from(token.subject))
  const read = v.safeParse(
    Issued,
    await postJson(fetch, url, {
      credentials: { oidcIdentityToken: token.text },
      publicKeyRequest: {
        publicKey: { algorithm: 'ECDSA', content: spkiPem(signer.publicKey.spki) },
        proofOfPossession: encodeBase64(proof),
      },
    }),
  )
  if (!read.success) throw failed(url, 'it gave no certificate')
  const [signed] = Object.values(read.output).flatMap((each) => v.safeParse(Chain, each).output ?? [])
  const der = certificateIn(v.parse(Chain, signed).chain.certificates[0] ?? '', url)
  if (!Buffer.from(readCertificate(der).spki).equals(signer.publicKey.spki))
    throw failed(url, 'its certificate is of another key')
  return der
}

function certificateIn(pem: string, url: string): Uint8Array {
  try {
    const { bytes } = decodePem(pem)
    readCertificate(bytes)
    return bytes
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw failed(url, cause.message, cause)
  }
}

/** Asks for a time stamp over a signature (RFC 3161 §2.4.1), its certificates with it. The response, DER. Throws `SignError` `service`. */
export async function stamp(fetch: Fetch, authority: string, signature: Uint8Array): Promise<Uint8Array> {
  const algorithm = encodeDer(0x30, encodeOid('2.16.840.1.101.3.4.2.1'), encodeDer(0x05))
  const imprint = encodeDer(0x30, algorithm, encodeDer(0x04, decodeHex(sha256Of(signature))))
  const request = encodeDer(
    0x30,
    encodeDer(0x02, Buffer.from([1])),
    imprint,
    encodeDer(0x01, Buffer.from([0xff])),
  )
  return await post(fetch, authority, request, 'application/timestamp-query')
}
