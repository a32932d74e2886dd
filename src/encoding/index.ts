export { decodeBase64, decodeBase64Url, encodeBase64 } from './base64.ts'
export { canonicalJson } from './canonical-json.ts'
export { derChildren, derInteger, derOid, readDer, type DerElement } from './der.ts'
export {
  derBits,
  derBoolean,
  derCertificateTime,
  derOctets,
  derTimestampTime,
  derWholeBits,
} from './der-values.ts'
export { encodeDer, encodeOid } from './der-write.ts'
export { EncodingError } from './encoding-error.ts'
export { decodeHex, encodeHex } from './hex.ts'
export { parseJson } from './json.ts'
export { jsonLine } from './json-line.ts'
export { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts'
export { decodePem } from './pem.ts'
export { readBounded } from './read-bounded.ts'
export { parseSha256, sha256Of, type Sha256 } from './sha256.ts'
export { decodeUtf8 } from './utf8.ts'
