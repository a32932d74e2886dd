import * as v from 'valibot'
import { decodeBase64Url } from '../../encoding/index.ts'
import { MAX_JWS_SIGNATURES } from '../limits.ts'
import { readable, readJson } from '../read-json.ts'
import { expect } from '../unverified.ts'

/** One signature of a RECORD.jws. */
export interface JwsSignature {
  readonly algorithm: 'EdDSA' | 'ES256'
  /** The signer's hint at a key, hex or base64 of its sha256; empty where there is none. */
  readonly keyId: string
  /** What it is over (RFC 7515 §5.2). */
  readonly input: Uint8Array
  readonly signature: Uint8Array
}

/** What a RECORD.jws says and who says it. */
export interface RecordJws {
  /** Of RECORD. */
  readonly hash: { readonly algorithm: 'sha256' | 'sha384' | 'sha512'; readonly hex: string }
  readonly signatures: readonly (() => JwsSignature)[]
}

const FORM = 'a JSON Web Signature (RFC 7515 §7.2)'
const Text = v.pipe(v.string(), v.maxLength(16 * 1024))
const Header = v.record(v.string(), v.unknown())
const One = { protected: Text, header: v.optional(Header), signature: Text }
const Jws = v.union([
  v.strictObject({
    payload: Text,
    signatures: v.pipe(v.array(v.strictObject(One)), v.minLength(1), v.maxLength(MAX_JWS_SIGNATURES)),
  }),
  v.strictObject({ payload: Text, ...One }),
])
const Payload = v.strictObject({ hash: Text })
const Protected = v.looseObject({ alg: v.string(), kid: v.optional(v.pipe(v.string(), v.maxLength(200))) })

/** By the names of RFC 8037 and RFC 9864. */
const ALGORITHMS: ReadonlyMap<string, JwsSignature['algorithm']> = new Map([
  ['EdDSA', 'EdDSA'],
  ['Ed25519', 'EdDSA'],
  ['ES256', 'ES256'],
])
const STRONG = ['sha256', 'sha384', 'sha512'] as const
const LENGTHS = { sha256: 32, sha384: 48, sha512: 64 } as const

/**
 * Reads a RECORD.jws (PEP 427): a JWS over `{"hash": "sha256=…"}`, in the general or the flattened form. Keys and
 * certificates in headers are nobody's word and not looked at. Throws `Unverified` TC3510, TC3515; so does each signature.
 */
export function readJws(bytes: Uint8Array): RecordJws {
  const jws = readJson(Jws, bytes, 'TC3510', FORM)
  const all = 'signatures' in jws ? jws.signatures : [jws]
  return {
    hash: hashOf(decoded(jws.payload)),
    signatures: all.map((one) => () => signatureOf(one, jws.payload)),
  }
}

function signatureOf(
  { protected: text, header = {}, signature }: v.InferOutput<v.StrictObjectSchema<typeof One, undefined>>,
  payload: string,
): JwsSignature {
  const head = readJson(Protected, decoded(text), 'TC3510', 'a protected header with `alg`')
  // §4: no name in both; and what decides is said under the signature or not at all.
  const loose = Object.keys(header).find(
    (name) => Object.hasOwn(head, name) || name === 'alg' || name === 'crit',
  )
  expect(
    loose === undefined,
    'TC3510',
    'headers that do not contradict each other',
    `\`${loose?.slice(0, 64) ?? ''}\` outside of the protected one`,
  )
  expect(!('crit' in head), 'TC3510', 'a signature without extensions', '`crit`')
  const algorithm = ALGORITHMS.get(head.alg)
  expect(algorithm !== undefined, 'TC3515', 'EdDSA or ES256', `\`${head.alg.slice(0, 64)}\``)
  return {
    algorithm,
    keyId: head.kid ?? '',
    input: Buffer.from(`${text}.${payload}`, 'latin1'),
    signature: decoded(signature),
  }
}

/** `sha256=` and base64url, as RECORD writes digests. */
function hashOf(payload: Uint8Array): RecordJws['hash'] {
  const { hash } = readJson(Payload, payload, 'TC3510', '`{"hash": "sha256=…"}`')
  const [, name = '', value = ''] = /^([a-z0-9]+)=([A-Za-z0-9_-]+)$/.exec(hash) ?? []
  const algorithm = STRONG.find((each) => each === name)
  expect(algorithm !== undefined, 'TC3515', 'RECORD by a SHA-2 digest', `\`${hash.slice(0, 100)}\``)
  const digest = decoded(value)
  expect(
    digest.byteLength === LENGTHS[algorithm],
    'TC3510',
    `a whole ${algorithm}`,
    `${digest.byteLength} bytes`,
  )
  return { algorithm, hex: Buffer.from(digest).toString('hex') }
}

function decoded(text: string): Uint8Array {
  return readable('TC3510', 'base64url without padding', () => decodeBase64Url(text))
}
