import { createAuthority } from './authority.ts'
import { DEFECTS, type Attestation, type Tampering } from './defects.ts'
import { publisherObject, type WorldPublisher } from './identities.ts'
import {
  base64,
  DEFAULT_PUBLISHER,
  leafOf,
  PAYLOAD_TYPE,
  pem,
  preAuthEncoding,
  SIGNED_AGO_SECONDS,
  statementOf,
  type AttestWish,
  type Instance,
} from './instance.ts'
import { createKey, flipped, sha256, signWith, type SigningKey } from './keys.ts'
import { createLog } from './log.ts'
import { signByKey, stamped, type StampedWish } from './newer.ts'
import { servicesOf, type Services } from './services.ts'
import { createTiles } from './tiles.ts'
import { createTimestamper, type StamperWish } from './timestamper.ts'
import { trustedRoot } from './trusted-root.ts'

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
  /** What the instance's services answer to whoever signs: see `services.ts`. */
  readonly services: Services
}

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

/** The body of a `hashedrekord` 0.0.1 log entry about an envelope: what is hashed are the bytes that were signed. */
const recordBody = (payload: Buffer, signature: Buffer, certificate: Buffer, wrong: Tampering['body']) => {
  const signed = preAuthEncoding(wrong === 'payload' ? flipped(payload) : payload)
  const shown = wrong === 'certificate' ? flipped(certificate) : certificate
  return {
    apiVersion: '0.0.1',
    kind: 'hashedrekord',
    spec: {
      data: { hash: { algorithm: 'sha256', value: sha256(signed).toString('hex') } },
      signature: {
        content: base64(wrong === 'signature' ? flipped(signature) : signature),
        publicKey: { content: base64(Buffer.from(pem(shown))) },
      },
    },
  }
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
  const bodyOf = wish.logged === 'hashedrekord' ? recordBody : dsseBody
  const body = bodyOf(payload, signature, certificate, tampering.body)
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
    services: servicesOf(instance),
  }
}
