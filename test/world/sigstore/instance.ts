import type { Authority, LeafWish } from './authority.ts'
import type { Defect, Statement, Tampering } from './defects.ts'
import { identityExtensions, type WorldPublisher } from './identities.ts'
import type { SigningKey } from './keys.ts'
import type { Log } from './log.ts'
import type { Tiles } from './tiles.ts'
import type { Timestamper } from './timestamper.ts'

export const PUBLISH_PREDICATE = 'https://docs.pypi.org/attestations/publish/v1'
export const SLSA_PREDICATE = 'https://slsa.dev/provenance/v1'

export const PAYLOAD_TYPE = 'application/vnd.in-toto+json'
/** As long as Fulcio's certificates live. */
export const LEAF_SECONDS = 600
/** How long before `now` things were signed, unless said otherwise. */
export const SIGNED_AGO_SECONDS = 3600

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
  /** The kind of its entry in the first log; `dsse` where absent. */
  readonly logged?: 'dsse' | 'hashedrekord'
  /** What the certificate says otherwise than the publisher's would. */
  readonly leaf?: Partial<LeafWish>
}

export const DEFAULT_PUBLISHER: WorldPublisher = {
  kind: 'github',
  repository: 'pypa/sampleproject',
  workflow: 'release.yml',
}

/** DSSE's pre-authentication encoding (DSSE v1 protocol). */
export const preAuthEncoding = (payload: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from(`DSSEv1 ${PAYLOAD_TYPE.length} ${PAYLOAD_TYPE} ${payload.length} `), payload])

export const pem = (der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}

export const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

export const statementOf = ({
  filename,
  sha256: digest,
  predicateType,
  predicate,
}: AttestWish): Statement => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: filename, digest: { sha256: digest } }],
  predicateType: predicateType ?? PUBLISH_PREDICATE,
  predicate: predicate ?? null,
})

export const pemOf = (label: string, der: Uint8Array): string => pem(der).replaceAll('CERTIFICATE', label)

export interface Instance {
  readonly authority: Authority
  readonly log: Log
  readonly stranger: Authority
  readonly strangeLog: Log
  readonly tiles: Tiles
  readonly timestamper: Timestamper
  readonly now: number
}

export const leafOf = (
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
