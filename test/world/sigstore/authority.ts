import {
  basicConstraints,
  extendedKeyUsage,
  freshSerial,
  issue,
  keyUsage,
  subjectKeyId,
  toBeSigned,
  type CertificateContent,
  type Extension,
} from './certificate.ts'
import { octets, implicit, sequence } from './der.ts'
import { createKey, flipped, sha256, signWith, type SigningKey } from './keys.ts'

const SCT_OID = '1.3.6.1.4.1.11129.2.4.2'
const CODE_SIGNING = '1.3.6.1.5.5.7.3.3'
const YEAR_SECONDS = 365 * 24 * 3600

/** A Fulcio-like authority: a root, an intermediate, and the CT log that counts its certificates. */
export interface Authority {
  /** Intermediate first, then the root; DER. */
  readonly chain: readonly Buffer[]
  readonly ctLog: SigningKey
  issueLeaf(wish: LeafWish): Buffer
}

/** What the leaf of one signer says, and what is to be wrong with it. */
export interface LeafWish {
  readonly spki: Buffer
  /** Subject alternative name and identity extensions. */
  readonly identity: readonly Extension[]
  readonly notBefore: number
  readonly notAfter: number
  /** The purpose of the extended key usage; null leaves the extension out. */
  readonly purpose?: string | null
  /** Key usage flags; null leaves the extension out. */
  readonly usage?: number | null
  readonly isCa?: boolean
  readonly sct?: 'good' | 'none' | 'flipped' | 'unknown-log'
}

const uint = (value: number, bytes: number): Buffer =>
  Buffer.from(value.toString(16).padStart(bytes * 2, '0'), 'hex')

const sized = (bytes: Uint8Array, lengthBytes: number): Buffer =>
  Buffer.concat([uint(bytes.length, lengthBytes), bytes])

/** An SCT over a precertificate (RFC 6962 §3.2), as the list inside the extension (§3.3). */
const sctExtension = (
  log: SigningKey,
  issuerSpki: Buffer,
  tbs: Buffer,
  seconds: number,
  bad: boolean,
): Extension => {
  const milliseconds = uint(seconds * 1000, 8)
  const signed = Buffer.concat([
    Buffer.from([0, 0]),
    milliseconds,
    uint(1, 2),
    sha256(issuerSpki),
    sized(tbs, 3),
    uint(0, 2),
  ])
  const signature = signWith(log, signed)
  const sct = Buffer.concat([
    Buffer.from([0]),
    log.id,
    milliseconds,
    uint(0, 2),
    Buffer.from([4, 3]),
    sized(bad ? flipped(signature) : signature, 2),
  ])
  return { id: SCT_OID, value: octets(sized(sized(sct, 2), 2)) }
}

const caContent = (subject: string, issuer: string, key: SigningKey, now: number): CertificateContent => ({
  subject,
  issuer,
  notBefore: now - 5 * YEAR_SECONDS,
  notAfter: now + 5 * YEAR_SECONDS,
  spki: key.spki,
  extensions: [keyUsage(0x06), basicConstraints(true), subjectKeyId(key)],
})

const authorityKeyId = (key: SigningKey): Extension => ({
  id: '2.5.29.35',
  value: sequence(implicit(0, sha256(key.spki).subarray(0, 20))),
})

const leafExtensions = (wish: LeafWish, issuer: SigningKey): Extension[] => {
  const { purpose = CODE_SIGNING, usage = 0x80 } = wish
  return [
    ...(usage === null ? [] : [keyUsage(usage)]),
    ...(purpose === null ? [] : [extendedKeyUsage(purpose)]),
    ...(wish.isCa === true ? [basicConstraints(true)] : []),
    subjectKeyId(wish),
    authorityKeyId(issuer),
    ...wish.identity,
  ]
}

/** A new authority named `name`, five years old at `now` (seconds since the epoch). */
export const createAuthority = (name: string, now: number): Authority => {
  const [root, intermediate, ctLog, unknownLog] = [createKey(), createKey(), createKey(), createKey()]
  const rootName = `${name} root`
  const between = `${name} intermediate`
  const chain = [
    issue(toBeSigned(caContent(between, rootName, intermediate, now), freshSerial()), root),
    issue(toBeSigned(caContent(rootName, rootName, root, now), freshSerial()), root),
  ]
  return {
    chain,
    ctLog,
    issueLeaf: (wish) => {
      const serial = freshSerial()
      const { sct = 'good', notBefore, notAfter, spki } = wish
      const content = { subject: null, issuer: between, notBefore, notAfter, spki }
      const extensions = leafExtensions(wish, intermediate)
      const tbs = toBeSigned({ ...content, extensions }, serial)
      if (sct === 'none') return issue(tbs, intermediate)
      const log = sct === 'unknown-log' ? unknownLog : ctLog
      const proof = sctExtension(log, intermediate.spki, tbs, notBefore, sct === 'flipped')
      return issue(toBeSigned({ ...content, extensions: [...extensions, proof] }, serial), intermediate)
    },
  }
}
