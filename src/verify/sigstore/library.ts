import { createPublicKey } from 'node:crypto'
import type { SignedEntity } from '@sigstore/verify'
import type { CertificateAuthority, LogKey, SigstoreRoot } from '../../trust/index.ts'
import type { ReasonCode } from '../../verdict/index.ts'
import { Unverified } from '../unverified.ts'
import { isSignedBy, signedDigest } from './check-signature.ts'
import type { SignedBundle, TransparencyEntry } from './signed-bundle.ts'

type Library = typeof import('@sigstore/verify')
type Material = ReturnType<Library['toTrustMaterial']>
type LibraryBundle = Parameters<Library['toSignedEntity']>[0]
type LibraryEntry = SignedEntity['tlogEntries'][number]
type LibraryErrorCode = InstanceType<Library['VerificationError']>['code']

/** What is left for the library to find once our own checks have passed, by its error codes. */
const REASON_OF = {
  CERTIFICATE_ERROR: 'TC2116',
  TLOG_ERROR: 'TC2118',
  TLOG_INCLUSION_PROOF_ERROR: 'TC2118',
  TLOG_INCLUSION_PROMISE_ERROR: 'TC2118',
  TLOG_MISSING_INCLUSION_ERROR: 'TC2118',
  TLOG_BODY_ERROR: 'TC2119',
  SIGNATURE_ERROR: 'TC2113',
  PUBLIC_KEY_ERROR: 'TC2121',
  NOT_IMPLEMENTED_ERROR: 'TC2121',
  TIMESTAMP_ERROR: 'TC2120',
} as const satisfies Readonly<Record<LibraryErrorCode, ReasonCode>>

/**
 * Everything that `@sigstore/verify` checks: time stamps, chain, SCT, log promise and path of hashes, body, signature.
 * No identity goes in: it would be matched as an unanchored pattern. Returns the proven times in milliseconds.
 * Throws `Unverified`.
 */
export async function verifyWithLibrary(
  bundle: SignedBundle,
  root: SigstoreRoot,
): Promise<readonly number[]> {
  const library = await import('@sigstore/verify')
  const entity = toEntity(library, bundle)
  try {
    new library.Verifier(toMaterial(library, root)).verify(entity)
  } catch (cause) {
    if (cause instanceof library.VerificationError) throw refused(REASON_OF[cause.code], cause)
    // Its ASN.1 reader throws errors of several classes of its own; all of them are about the evidence.
    throw refused('TC2110', cause)
  }
  return entity.timestamps.flatMap((timestamp) => provenTime(timestamp))
}

function refused(code: ReasonCode, cause: unknown): Unverified {
  const found = cause instanceof Error ? cause.message.slice(0, 200) : 'an error'
  return new Unverified(code, 'a signature that Sigstore verifies', found, cause)
}

function provenTime(timestamp: SignedEntity['timestamps'][number]): readonly number[] {
  if (timestamp.$case === 'timestamp-authority') return [timestamp.timestamp.signingTime.getTime()]
  // Without a promise nobody signed the time.
  if (timestamp.tlogEntry.inclusionPromise === undefined) return []
  return [Number(timestamp.tlogEntry.integratedTime) * 1000]
}

function toEntity(library: Library, bundle: SignedBundle): SignedEntity {
  try {
    const entity = library.toSignedEntity(toLibraryBundle(bundle))
    const { content } = bundle
    if (content.kind === 'envelope') return entity
    // The library wants the file itself; only its digest is known here.
    const signature = {
      signature: Buffer.from(content.signature),
      compareSignature: sameBytes(content.signature),
      compareDigest: sameBytes(content.digest),
      compareSignedDigest: sameBytes(signedDigest(content)),
      verifySignature: (key: Parameters<typeof isSignedBy>[0]) => isSignedBy(key, content),
    }
    return { ...entity, signature }
  } catch (cause) {
    // Time stamps and certificate are read here; the certificate was read before, by us.
    throw refused('TC2120', cause)
  }
}

function sameBytes(bytes: Uint8Array): (other: Buffer) => boolean {
  return (other) => Buffer.from(bytes).equals(other)
}

function toLibraryBundle({ certificate, entries, timestamps, content }: SignedBundle): LibraryBundle {
  const signature = Buffer.from(content.signature)
  return {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: {
      content: { $case: 'certificate', certificate: { rawBytes: Buffer.from(certificate) } },
      tlogEntries: entries.map(toLibraryEntry),
      timestampVerificationData: {
        rfc3161Timestamps: timestamps.map((der) => ({ signedTimestamp: Buffer.from(der) })),
      },
    },
    content: {
      $case: 'dsseEnvelope',
      dsseEnvelope: {
        payload: Buffer.from(content.kind === 'envelope' ? content.payload : content.digest),
        payloadType: content.kind === 'envelope' ? content.payloadType : '',
        signatures: [{ sig: signature, keyid: '' }],
      },
    },
  }
}

function toLibraryEntry({ proof, promise, ...entry }: TransparencyEntry): LibraryEntry {
  return {
    logIndex: entry.logIndex,
    logId: { keyId: Buffer.from(entry.logId) },
    kindVersion: { kind: entry.kind, version: entry.version },
    integratedTime: String(entry.integratedTime ?? 0),
    inclusionPromise: promise === null ? undefined : { signedEntryTimestamp: Buffer.from(promise) },
    inclusionProof:
      proof === null
        ? undefined
        : {
            logIndex: proof.index,
            rootHash: Buffer.from(proof.rootHash),
            treeSize: proof.treeSize,
            hashes: proof.hashes.map((hash) => Buffer.from(hash)),
            checkpoint: { envelope: proof.checkpoint ?? '' },
          },
    canonicalizedBody: Buffer.from(entry.body),
  }
}

function toMaterial(library: Library, root: SigstoreRoot): Material {
  const authorities = library.toTrustMaterial({
    mediaType: '',
    tlogs: [],
    ctlogs: [],
    certificateAuthorities: root.authorities.map(toAuthority),
    timestampAuthorities: root.timestampAuthorities.map(toAuthority),
  })
  return { ...authorities, tlogs: root.logs.map(toLog), ctlogs: root.ctLogs.map(toLog) }
}

function toAuthority({ chain, valid }: CertificateAuthority) {
  return {
    subject: undefined,
    uri: '',
    operator: '',
    certChain: { certificates: chain.map((der) => ({ rawBytes: Buffer.from(der) })) },
    validFor: { start: new Date(valid.startMs), end: new Date(valid.endMs) },
  }
}

function toLog({ baseUrl, id, publicKey, encoding, valid }: LogKey): Material['tlogs'][number] {
  return {
    logID: Buffer.from(id),
    baseURL: baseUrl,
    publicKey: createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: encoding }),
    validFor: { start: new Date(valid.startMs), end: new Date(valid.endMs) },
  }
}
