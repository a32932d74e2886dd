import { createAuthority, type Authority, type LeafWish } from './authority.ts'
import { DEFECTS, type Attestation, type Defect, type Statement, type Tampering } from './defects.ts'
import { identityExtensions, publisherObject, type WorldPublisher } from './identities.ts'
import { createKey, flipped, sha256, signWith, type SigningKey } from './keys.ts'
import { createLog, type Log } from './log.ts'
import { createTiles, type Tiles, type TilesWish } from './tiles.ts'
import { createTimestamper, type StamperWish, type StampWish, type Timestamper } from './timestamper.ts'
import { trustedRoot } from './trusted-root.ts'

export const PUBLISH_PREDICATE = 'https://docs.pypi.org/attestations/publish/v1'
export const SLSA_PREDICATE = 'https://slsa.dev/provenance/v1'

const PAYLOAD_TYPE = 'application/vnd.in-toto+json'
/** As long as Fulcio's certificates live. */
const LEAF_SECONDS = 600
/** How long before `now` things were signed, unless said otherwise. */
const SIGNED_AGO_SECONDS = 3600

/** What is to be attested. Times are seconds since the epoch. */
export interface AttestWish {
  readonly filename: string
  /** Lower-case hex. */
  readonly sha256: string
  readonly publisher?: WorldPublisher
  readonly predicateType?: string
  readonly predicate?: unknown
  readonly signedAt?: number
  readonly defect?: Defect
  /** What the certificate says otherwise than the publisher's would. */
  readonly leaf?: Partial<LeafWish>
}

/** An attestation in the newer log. */
export interface StampedWish extends AttestWish {
  readonly kind?: 'hashedrekord' | 'dsse'
  readonly entry?: TilesWish
  /** One for each time stamp wanted; one good one unless said otherwise. `ago`: seconds before `now`. */
  readonly stamps?: readonly (StampWish & { readonly ago?: number })[]
}

/** A signing world: keys that exist only in this process, and everything that a Sigstore instance does with them. */
export interface World {
  /** `trusted_root.json`, UTF-8. */
  readonly trustedRoot: Uint8Array
  /** The default publisher of `attest`. */
  readonly publisher: WorldPublisher
  /** A PEP 740 attestation object; write it with JSON.stringify. */
  attest(wish: AttestWish): unknown
  /** A PEP 740 provenance object: one bundle a wish; `claimed` is the publisher that the index names instead. */
  provenance(wishes: readonly AttestWish[], claimed?: WorldPublisher): unknown
  /** A Sigstore bundle v0.3 with a DSSE envelope, of the same wish; defects of an attestation's finished form don't apply. */
  bundle(wish: AttestWish): unknown
  /** A Sigstore bundle v0.3 with an envelope, an entry in the second log (Rekor v2) and a time stamp. */
  stamped(wish: StampedWish): unknown
  /** A Sigstore bundle v0.3 by a bare key, over `content`. */
  signByKey(content: Uint8Array, key?: SigningKey): { readonly bundle: unknown; readonly pem: string }
  /** A Sigstore bundle v0.3 with a message signature over `content`. */
  signMessage(content: Uint8Array, wish?: Pick<AttestWish, 'publisher' | 'signedAt'>): unknown
}

const DEFAULT_PUBLISHER: WorldPublisher = {
  kind: 'github',
  repository: 'pypa/sampleproject',
  workflow: 'release.yml',
}

/** DSSE's pre-authentication encoding (DSSE v1 protocol). */
const preAuthEncoding = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload])

const pem = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

const statementOf = ({ filename, sha256: digest, predicateType, predicate }: AttestWish): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: filename, digest: { sha256: digest } }],
  predicateType: predicateType ?? PUBLISH_PREDICATE,
  predicate: predicate ?? null,
})

/** The body of a `dsse` 0.0.1 log entry. */
const dsseBody = (payload: Buffer, signature: Buffer, certificate: Buffer, wrong: Tampering['body']) => ({
  apiVersion: '0.0.1',
  kind: wrong === 'kind' ? 'rekord' : 'dsse',
  spec: {
    envelopeHash: { algorithm: 'sha256', value: sha256(payload, signature).toString('hex') },
    payloadHash: {
      algorithm: 'sha256',
      value: sha256(wrong === 'payload' ? flipped(payload) : payload).toString('hex'),
    },
    signatures: [
      {
        signature: base64(wrong === 'signature' ? flipped(signature) : signature),
        verifier: base64(Buffer.from(pem(wrong === 'certificate' ? flipped(certificate) : certificate))),
      },
    ],
  },
})

interface Instance {
  readonly authority: Authority
  readonly log: Log
  readonly stranger: Authority
  readonly strangeLog: Log
  readonly tiles: Tiles
  readonly timestamper: Timestamper
  readonly now: number
}

const leafOf = (
  instance: Instance,
  key: SigningKey,
  wish: Partial<AttestWish>,
  tampering: Tampering,
): Buffer => {
  const { publisher = DEFAULT_PUBLISHER, signedAt = instance.now - SIGNED_AGO_SECONDS } = wish
  const honest: LeafWish = {
    spki: key.spki,
    identity: identityExtensions(publisher),
    notBefore: signedAt - 1,
    notAfter: signedAt - 1 + LEAF_SECONDS,
  }
  const change = typeof tampering.leaf === 'function' ? tampering.leaf(honest) : tampering.leaf
  const authority = tampering.stranger === true ? instance.stranger : instance.authority
  return authority.issueLeaf({ ...honest, ...change, ...wish.leaf })
}

const tamperingOf = ({ defect }: AttestWish): Tampering => (defect === undefined ? {} : DEFECTS[defect])

/** The attestation before anything is done to its finished form. */
const make = (instance: Instance, wish: AttestWish): Attestation => {
  const tampering = tamperingOf(wish)
  const signedAt = wish.signedAt ?? instance.now - SIGNED_AGO_SECONDS
  const key = createKey()
  const certificate = leafOf(instance, key, wish, tampering)
  const statement = statementOf(wish)
  const payload = Buffer.from(JSON.stringify(tampering.statement?.(statement) ?? statement))
  const signature = signWith(key, preAuthEncoding(payload))
  const log = tampering.strangeLog === true ? instance.strangeLog : instance.log
  const body = dsseBody(payload, signature, certificate, tampering.body)
  const entry = log.append(body, tampering.integratedTime?.(signedAt) ?? signedAt, tampering.checkpoint)
  return {
    version: 1,
    verification_material: { certificate: base64(certificate), transparency_entries: [entry] },
    envelope: { statement: base64(payload), signature: base64(signature) },
  }
}

const attest = (instance: Instance, wish: AttestWish): unknown => {
  const made = make(instance, wish)
  return tamperingOf(wish).attestation?.(made) ?? made
}

const bundleOf = (certificate: string, tlogEntries: readonly unknown[], content: object): unknown => ({
  mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
  verificationMaterial: {
    certificate: { rawBytes: certificate },
    tlogEntries,
    timestampVerificationData: {},
  },
  ...content,
})

const dsseBundle = (made: Attestation): unknown => {
  const { certificate, transparency_entries: entries } = made.verification_material
  const { statement, signature } = made.envelope
  const dsseEnvelope = { payload: statement, payloadType: PAYLOAD_TYPE, signatures: [{ sig: signature }] }
  return bundleOf(certificate, entries, { dsseEnvelope })
}

const signMessage = (instance: Instance, content: Uint8Array, wish: Partial<AttestWish>): unknown => {
  const key = createKey()
  const certificate = leafOf(instance, key, wish, {})
  const signature = base64(signWith(key, content))
  const digest = sha256(content)
  const publicKey = { content: base64(Buffer.from(pem(certificate))) }
  const data = { hash: { algorithm: 'sha256', value: digest.toString('hex') } }
  const spec = { data, signature: { content: signature, publicKey } }
  const body = { apiVersion: '0.0.1', kind: 'hashedrekord', spec }
  const entry = instance.log.append(body, wish.signedAt ?? instance.now - SIGNED_AGO_SECONDS)
  const messageSignature = { messageDigest: { algorithm: 'SHA2_256', digest: base64(digest) }, signature }
  return bundleOf(base64(certificate), [entry], { messageSignature })
}

const pemOf = (label: string, der: Uint8Array): string =>
  pem(der).replaceAll('CERTIFICATE', label)

/** The body of a Rekor v2 entry about an envelope (sigstore/rekor-tiles). */
const tilesBody = (kind: 'hashedrekord' | 'dsse', payload: Buffer, signature: Buffer, certificate: Buffer) => {
  const verifier = { keyDetails: 'PKIX_ECDSA_P256_SHA_256', x509Certificate: { rawBytes: base64(certificate) } }
  const one = { content: base64(signature), verifier }
  const digest = (bytes: Buffer) => ({ algorithm: 'SHA2_256', digest: base64(sha256(bytes)) })
  return kind === 'dsse'
    ? { apiVersion: '0.0.2', kind, spec: { dsseV002: { payloadHash: digest(payload), signatures: [one] } } }
    : {
        apiVersion: '0.0.2',
        kind,
        spec: { hashedRekordV002: { data: digest(preAuthEncoding(payload)), signature: one } },
      }
}

const stamped = (instance: Instance, wish: StampedWish): unknown => {
  const { kind = 'hashedrekord', stamps = [{}], signedAt = instance.now - SIGNED_AGO_SECONDS } = wish
  const key = createKey()
  const certificate = leafOf(instance, key, wish, {})
  const payload = Buffer.from(JSON.stringify(statementOf(wish)))
  const signature = signWith(key, preAuthEncoding(payload))
  const entry = instance.tiles.append(tilesBody(kind, payload, signature, certificate), wish.entry)
  const rfc3161Timestamps = stamps.map((stamp) => ({
    signedTimestamp: base64(
      instance.timestamper.stamp(signature, stamp.ago === undefined ? signedAt : instance.now - stamp.ago, stamp),
    ),
  }))
  const dsseEnvelope = { payload: base64(payload), payloadType: PAYLOAD_TYPE, signatures: [{ sig: base64(signature) }] }
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      certificate: { rawBytes: base64(certificate) },
      tlogEntries: [entry],
      timestampVerificationData: { rfc3161Timestamps },
    },
    dsseEnvelope,
  }
}

const signByKey = (instance: Instance, content: Uint8Array, key: SigningKey) => {
  const signature = base64(signWith(key, content))
  const digest = sha256(content)
  const keyPem = pemOf('PUBLIC KEY', key.spki)
  const data = { hash: { algorithm: 'sha256', value: digest.toString('hex') } }
  const publicKey = { content: base64(Buffer.from(keyPem)) }
  const body = {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: { data, signature: { content: signature, publicKey } },
  }
  const entry = instance.log.append(body, instance.now - SIGNED_AGO_SECONDS)
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: key.id.toString('base64') }, tlogEntries: [entry] },
    messageSignature: { messageDigest: { algorithm: 'SHA2_256', digest: base64(digest) }, signature },
  }
  return { bundle, pem: keyPem }
}

/**
 * A new world. `now` (seconds since the epoch, default: the clock) is the time at which it is looked at: things
 * were signed an hour before, so give the verifier the same time.
 */
export const createSigstoreWorld = async ({
  now = Math.floor(Date.now() / 1000),
  stamper = {},
}: { readonly now?: number; readonly stamper?: StamperWish } = {}): Promise<World> => {
  const instance: Instance = {
    authority: createAuthority('world', now),
    log: createLog(),
    stranger: createAuthority('stranger', now),
    strangeLog: createLog(),
    tiles: createTiles(),
    timestamper: createTimestamper(now, stamper),
    now,
  }
  const root = trustedRoot(instance, now)
  return {
    trustedRoot: Buffer.from(JSON.stringify(root)),
    publisher: DEFAULT_PUBLISHER,
    attest: (wish) => attest(instance, wish),
    provenance: (wishes, claimed) => ({
      version: 1,
      attestation_bundles: wishes.map((wish) => ({
        publisher: publisherObject(claimed ?? wish.publisher ?? DEFAULT_PUBLISHER),
        attestations: [attest(instance, wish)],
      })),
    }),
    bundle: (wish) => dsseBundle(make(instance, wish)),
    stamped: (wish) => stamped(instance, wish),
    signByKey: (content, key = createKey()) => signByKey(instance, content, key),
    signMessage: (content, wish = {}) => signMessage(instance, content, wish),
  }
}
