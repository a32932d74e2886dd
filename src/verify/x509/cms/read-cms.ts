import {
  decodePem,
  decodeUtf8,
  derChildren,
  derInteger,
  derOid,
  EncodingError,
  readDer,
  type DerElement,
} from '../../../encoding/index.ts'
import { readCertificate, type Certificate } from '../../../trust/index.ts'
import { algorithmId } from '../../sigstore/index.ts'
import { MAX_CMS_CERTIFICATES, MAX_CMS_SIGNERS, MAX_CMS_BYTES } from '../../limits.ts'
import { readable } from '../../read-json.ts'
import { expect } from '../../unverified.ts'

/** A detached CMS signature, its signers still in DER. */
export interface DetachedCms {
  /** Certificates that came along and can be read; who vouches for them is still to be found out. */
  readonly certificates: readonly Certificate[]
  readonly signers: readonly DerElement[]
}

const SIGNED_DATA = '1.2.840.113549.1.7.2'
const DATA = '1.2.840.113549.1.7.1'
const LABELS: ReadonlySet<string> = new Set(['CMS', 'PKCS7', 'PKCS #7 SIGNED DATA'])
const EXPECTED = 'a detached CMS signature in DER or PEM (`openssl cms -sign -binary -outform DER`)'

/** Reads a `.p7s`: one ContentInfo in DER or in one PEM block (RFC 5652 §3, RFC 7468 §9). Throws `Unverified` TC3310. */
export function readCms(bytes: Uint8Array): DetachedCms {
  const size = bytes.byteLength
  expect(size <= MAX_CMS_BYTES, 'TC3310', `at most ${MAX_CMS_BYTES} bytes`, `${size}`)
  return readable('TC3310', EXPECTED, () => readSignedData(readDer(derOf(bytes))))
}

function derOf(bytes: Uint8Array): Uint8Array {
  if (bytes[0] === 0x30) return bytes
  const { label, bytes: der } = decodePem(decodeUtf8(bytes))
  if (!LABELS.has(label)) throw bad(`a block of ${label}`)
  return der
}

/** RFC 5652 §5.1 */
function readSignedData(contentInfo: DerElement): DetachedCms {
  const [type, holder, ...rest] = derChildren(contentInfo, 16, 'a content info')
  const [inner, ...more] = holder?.children ?? []
  if (
    type === undefined ||
    !isContext(holder, 0) ||
    rest.length + more.length > 0 ||
    derOid(type) !== SIGNED_DATA
  )
    throw bad('this is no signed data')
  const [version, digests, content, ...optional] = derChildren(inner, 16, 'signed data')
  const signers = derChildren(optional.at(-1), 17, 'signers')
  if (version === undefined || ![1n, 3n].includes(derInteger(version))) throw bad('it is of another version')
  derChildren(digests, 17, 'digest algorithms').map(algorithmId)
  checkDetached(content)
  const count = signers.length
  expect(count > 0 && count <= MAX_CMS_SIGNERS, 'TC3310', `1 to ${MAX_CMS_SIGNERS} signers`, `${count}`)
  return { certificates: certificatesIn(optional.slice(0, -1)), signers }
}

function checkDetached(content: DerElement | undefined): void {
  const [type, embedded] = derChildren(content, 16, 'encapsulated content')
  if (type === undefined || derOid(type) !== DATA) throw bad('it is about another type of content than data')
  expect(embedded === undefined, 'TC3310', EXPECTED, 'one with its content inside')
}

/** `certificates [0]`, `crls [1]`. One that can't be read leads nowhere; lists are taken from keyrings alone. */
function certificatesIn(optional: readonly DerElement[]): readonly Certificate[] {
  const tags = optional.map((each) => (isContext(each, each.tag) ? each.tag : -1))
  if (tags.some((tag) => tag < 0 || tag > 1) || new Set(tags).size !== tags.length)
    throw bad('a field is unknown')
  const found = optional.find(({ tag }) => tag === 0)?.children ?? []
  const limit = MAX_CMS_CERTIFICATES
  expect(found.length <= limit, 'TC3310', `at most ${limit} certificates`, `${found.length}`)
  return found.flatMap(({ bytes }) => certificateOf(bytes))
}

function certificateOf(der: Uint8Array): readonly Certificate[] {
  try {
    return [readCertificate(der)]
  } catch (error) {
    if (!(error instanceof EncodingError)) throw error
    return []
  }
}

function isContext(element: DerElement | undefined, tag: number): boolean {
  return element?.tagClass === 'context' && element.tag === tag && element.constructed
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `CMS: ${message}` })
}
