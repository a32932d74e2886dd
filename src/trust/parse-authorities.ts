import { decodePem, EncodingError, readDer, sha256Of, type Sha256 } from '../encoding/index.ts'
import { readCertificate, type Certificate } from './certificate.ts'
import { basicConstraints } from './certificate-extensions.ts'
import { TrustError } from './trust-error.ts'
import { nameText } from './x509-names.ts'
import { readRevocationList, type RevocationList } from './x509-revocation-list.ts'

/** Certificates and lists of one file. */
export const MAX_AUTHORITIES = 64
const MAX_PEM_BYTES = 1024 * 1024
const BLOCK = /-----BEGIN (CERTIFICATE|X509 CRL)-----\r?\n[A-Za-z0-9+/=\r\n]*-----END \1-----/g

/** What a company's CA hands out. */
export interface AuthorityFile {
  readonly authorities: readonly Certificate[]
  readonly lists: readonly RevocationList[]
}

/** The name by which people speak of a certificate: its sha256. */
export function certificateId({ der }: Certificate): Sha256 {
  return sha256Of(der)
}

/**
 * Reads a file of a CA: PEM blocks `CERTIFICATE` and `X509 CRL` (RFC 7468 §5, §6) with whatever text between them, or one of
 * either in DER. Null where it is neither, and may be a key of another kind. Throws `TrustError` `keys-malformed` for a block
 * that can't be read and for a certificate that may issue nothing, `too-many-keys`.
 */
export function parseAuthorities(bytes: Uint8Array): AuthorityFile | null {
  const text = Buffer.from(bytes).toString('latin1')
  const blocks = text.match(BLOCK) ?? []
  if (blocks.length > MAX_AUTHORITIES || bytes.byteLength > MAX_PEM_BYTES) throw tooMany(blocks.length)
  if (blocks.length === 0) return /^\x30[\x81-\x84]/.test(text) ? fromDer(bytes) : null
  const read = blocks.map((block) => readable(() => decodePem(block)))
  return {
    authorities: read.filter(({ label }) => label === 'CERTIFICATE').map(({ bytes: der }) => authority(der)),
    lists: read
      .filter(({ label }) => label === 'X509 CRL')
      .map(({ bytes: der }) => readable(() => readRevocationList(der))),
  }
}

/** The fields of a certificate begin with its version under a tag of their own (RFC 5280 §4.1), those of a list don't (§5.1). */
function fromDer(bytes: Uint8Array): AuthorityFile {
  const [tbs] = readable(() => readDer(bytes)).children
  if (tbs?.children[0]?.tagClass === 'context') return { authorities: [authority(bytes)], lists: [] }
  return { authorities: [], lists: [readable(() => readRevocationList(bytes))] }
}

function authority(der: Uint8Array): Certificate {
  const certificate = readable(() => readCertificate(der))
  const name = readable(() => nameText(certificate.subject))
  if (readable(() => basicConstraints(certificate))?.isAuthority === true) return certificate
  throw new TrustError('keys-malformed', {
    message: `the certificate of ${name} is no CA’s, and a keyring takes none of signers`,
    hint: 'import the certificate of the CA that issued it',
  })
}

function readable<Value>(read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw new TrustError('keys-malformed', {
      message: `the certificate or list of revoked ones can't be read: ${cause.message}`,
      hint: 'openssl x509 -in FILE -noout -text',
      cause,
    })
  }
}

function tooMany(found: number): TrustError {
  return new TrustError('too-many-keys', {
    message: `the file holds ${found} certificates and lists or is over ${MAX_PEM_BYTES} bytes; at most ${MAX_AUTHORITIES} are taken`,
    hint: 'import only the CAs whose signers are to be trusted',
  })
}
