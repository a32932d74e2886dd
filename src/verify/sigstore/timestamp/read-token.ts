import {
  derChildren,
  derInteger,
  derOctets,
  derOid,
  derTimestampTime,
  EncodingError,
  readDer,
  type DerElement,
} from '../../../encoding/index.ts'
import { readSignedData, type SignedData } from './read-signed-data.ts'

/** A time stamp as its authority signed it. */
export interface TimestampToken {
  readonly signedData: SignedData
  /** Milliseconds since the epoch. */
  readonly timeMs: number
  /** Object identifier of the imprint's hash, and the imprint. */
  readonly imprint: { readonly algorithm: string; readonly digest: Uint8Array }
}

const TST_INFO = '1.2.840.113549.1.9.16.1.4'
const GRANTED = 0n
const GRANTED_WITH_MODS = 1n

/** Reads a TimeStampResp that was granted (RFC 3161 §2.4.2). Throws `EncodingError`. */
export function readToken(der: Uint8Array): TimestampToken {
  return readBareToken(tokenIn(der))
}

/** The token in a TimeStampResp that was granted, unread. Throws `EncodingError`. */
export function tokenIn(der: Uint8Array): DerElement {
  const [status, token, ...rest] = derChildren(readDer(der), 16, 'a time stamp response')
  const [code, ...words] = derChildren(status, 16, 'a status')
  if (code === undefined || token === undefined || rest.length > 0) throw bad('the response has no token')
  // A text may stand behind the status; what a failure says (a bit string) has no place beside a token.
  if (words.length > 1 || words.some(({ tag }) => tag !== 16)) throw bad('the status is not in its form')
  const granted = derInteger(code)
  if (granted !== GRANTED && granted !== GRANTED_WITH_MODS) throw bad('the time stamp was not granted')
  return token
}

/** Reads a TimeStampToken without the response around it, as it stands in an attribute (RFC 3161 Appendix A). Throws `EncodingError`. */
export function readBareToken(token: DerElement): TimestampToken {
  const signedData = readSignedData(token)
  if (signedData.contentType !== TST_INFO) throw bad('the token is about something else')
  return { signedData, ...readInfo(readDer(signedData.content)) }
}

/** TSTInfo: version, policy, imprint, serial, time; what follows (accuracy, ordering, nonce, name) changes nothing here. */
function readInfo(info: DerElement): Pick<TimestampToken, 'timeMs' | 'imprint'> {
  const [version, policy, imprint, serial, time, ...rest] = derChildren(info, 16, 'a TSTInfo')
  if (version === undefined || policy === undefined || serial === undefined || time === undefined)
    throw bad('fields are wanting')
  if (derInteger(version) !== 1n) throw bad('it is not of version 1')
  derOid(policy)
  derInteger(serial)
  // An extension could be critical (RFC 3161 §2.4.2); no authority sets any.
  if (rest.some(({ tagClass, tag }) => tagClass === 'context' && tag === 1)) throw bad('it has extensions')
  const [algorithm, digest, ...others] = derChildren(imprint, 16, 'an imprint')
  const [id] = derChildren(algorithm, 16, 'an algorithm')
  if (id === undefined || digest === undefined || others.length > 0)
    throw bad('the imprint is not in its form')
  return { timeMs: derTimestampTime(time), imprint: { algorithm: derOid(id), digest: derOctets(digest) } }
}

function bad(message: string): EncodingError {
  return new EncodingError('der', { message: `time stamp: ${message}` })
}
