import { createHash, X509Certificate } from 'node:crypto'
import * as v from 'valibot'
import { decodeBase64, decodeHex, decodeUtf8 } from '../../encoding/index.ts'
import { Base64, readJson } from '../read-json.ts'
import { expect } from '../unverified.ts'
import { signedDigest } from './check-signature.ts'
import type { SignedBundle, SignedContent, TransparencyEntry } from './signed-bundle.ts'

/** What a log entry says was signed, in the same words for every kind of entry. */
interface Logged {
  readonly signature: Uint8Array
  readonly certificate: Uint8Array
  readonly digest: Uint8Array
  /** `payload`: sha256 of an envelope's payload; `signed`: sha256 of the bytes that were signed. */
  readonly digestOf: 'payload' | 'signed'
}

const Hex = v.pipe(v.string(), v.minLength(64), v.transform(decodeHex))
const Pem = v.pipe(Base64, v.transform(decodeUtf8), v.transform(pemToDer))
/** `intoto` entries have base64 of base64. */
const Twice = v.pipe(Base64, v.transform(decodeUtf8), v.transform(decodeBase64))
const Sha256Hex = v.object({ algorithm: v.literal('sha256'), value: Hex })
const Sha256Base64 = v.object({ algorithm: v.literal('SHA2_256'), digest: Base64 })
const Verifier = v.object({ x509Certificate: v.object({ rawBytes: Base64 }) })
const SignatureV2 = v.object({ content: Base64, verifier: Verifier })

const Dsse1 = v.object({
  kind: v.literal('dsse'),
  apiVersion: v.literal('0.0.1'),
  spec: v.object({
    payloadHash: Sha256Hex,
    signatures: v.strictTuple([v.object({ signature: Base64, verifier: Pem })]),
  }),
})

const Dsse2 = v.object({
  kind: v.literal('dsse'),
  apiVersion: v.literal('0.0.2'),
  spec: v.object({
    dsseV002: v.object({ payloadHash: Sha256Base64, signatures: v.strictTuple([SignatureV2]) }),
  }),
})

const Record1 = v.object({
  kind: v.literal('hashedrekord'),
  apiVersion: v.literal('0.0.1'),
  spec: v.object({
    data: v.object({ hash: Sha256Hex }),
    signature: v.object({ content: Base64, publicKey: v.object({ content: Pem }) }),
  }),
})

const Record2 = v.object({
  kind: v.literal('hashedrekord'),
  apiVersion: v.literal('0.0.2'),
  spec: v.object({ hashedRekordV002: v.object({ data: Sha256Base64, signature: SignatureV2 }) }),
})

const InToto2 = v.object({
  kind: v.literal('intoto'),
  apiVersion: v.literal('0.0.2'),
  spec: v.object({
    content: v.object({
      payloadHash: Sha256Hex,
      envelope: v.object({ signatures: v.strictTuple([v.object({ sig: Twice, publicKey: Pem })]) }),
    }),
  }),
})

const Body = v.union([Dsse1, Dsse2, Record1, Record2, InToto2])

/** That the entry is about this very signature, certificate and content. Throws `Unverified` TC2119. */
export function checkLogBody(entry: TransparencyEntry, bundle: SignedBundle): void {
  const body = readJson(Body, entry.body, 'TC2119', 'a log entry about a signature')
  const found = `${body.kind} ${body.apiVersion}`
  expect(
    entry.kind === body.kind && entry.version === body.apiVersion,
    'TC2119',
    `${entry.kind} ${entry.version}`,
    found,
  )
  const logged = toLogged(body)
  const { content, certificate } = bundle
  same(logged.signature, content.signature, 'the signature')
  same(logged.certificate, certificate, 'the certificate')
  const digest = logged.digestOf === 'payload' ? payloadDigest(content) : signedDigest(content)
  same(logged.digest, digest, 'the digest of what was signed')
}

function toLogged(body: v.InferOutput<typeof Body>): Logged {
  if (body.kind === 'intoto') {
    const { payloadHash, envelope } = body.spec.content
    const [{ sig, publicKey }] = envelope.signatures
    return { signature: sig, certificate: publicKey, digest: payloadHash.value, digestOf: 'payload' }
  }
  if (body.kind === 'hashedrekord') return recorded(body)
  if (body.apiVersion === '0.0.1') {
    const [{ signature, verifier }] = body.spec.signatures
    return { signature, certificate: verifier, digest: body.spec.payloadHash.value, digestOf: 'payload' }
  }
  const { payloadHash, signatures } = body.spec.dsseV002
  const [{ content, verifier }] = signatures
  const certificate = verifier.x509Certificate.rawBytes
  return { signature: content, certificate, digest: payloadHash.digest, digestOf: 'payload' }
}

function recorded(body: v.InferOutput<typeof Record1> | v.InferOutput<typeof Record2>): Logged {
  if (body.apiVersion === '0.0.1') {
    const { data, signature } = body.spec
    const certificate = signature.publicKey.content
    return { signature: signature.content, certificate, digest: data.hash.value, digestOf: 'signed' }
  }
  const { data, signature } = body.spec.hashedRekordV002
  const certificate = signature.verifier.x509Certificate.rawBytes
  return { signature: signature.content, certificate, digest: data.digest, digestOf: 'signed' }
}

/** A message has no payload: its bytes are what is signed. */
function payloadDigest(content: SignedContent): Uint8Array {
  if (content.kind === 'message') return content.digest
  return createHash('sha256').update(content.payload).digest()
}

function same(found: Uint8Array, wanted: Uint8Array, what: string): void {
  expect(
    Buffer.from(found).equals(wanted),
    'TC2119',
    `${what} of the attestation in the log entry`,
    'another one',
  )
}

function pemToDer(pem: string): Uint8Array {
  try {
    return new X509Certificate(pem).raw
  } catch {
    // Node says that OpenSSL can't read it; an entry by a bare key is such a case.
    return new Uint8Array()
  }
}
