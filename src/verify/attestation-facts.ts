import { encodeHex } from '../encoding/index.ts'
import type { SigstoreRoot } from '../trust/index.ts'
import type { AttestationFact, Evidence, EvidenceOrigin, RebuildFact } from '../verdict/index.ts'
import {
  checkPublisher,
  checkSubject,
  checkSubjects,
  readAnyStatement,
  readAttestation,
  readProvenance,
  readStatement,
  type Attested,
  type Statement,
} from './pep740/index.ts'
import { envelopeFacts, rebuildStatementFacts } from './envelope-facts.ts'
import { verifyAnyBundle } from './key-bundle.ts'
import { looksLikeEnvelope, type KeyTrials } from './plain/index.ts'
import { readBundle, verifyBundle, type Envelope, type MessageSignature } from './sigstore/index.ts'
import type { SubjectFile } from './subject-file.ts'
import { expect } from './unverified.ts'
import { unverifiedAttestation } from './unverified-attestation.ts'
import { whatIsFound, type Found, type Said } from './what-is-found.ts'

/** What the checks of one artifact's attestations rest on. `now` in seconds since the epoch. */
export interface AttestationContext {
  readonly artifact: SubjectFile
  readonly roots: readonly SigstoreRoot[]
  /** Tries the keys of keyrings that sign statements. */
  readonly trials: KeyTrials
  readonly now: number
}

const IN_TOTO = 'application/vnd.in-toto+json'
/** Stands where a statement's predicate type does: the signer said nothing but «these bytes». */
export const MESSAGE_SIGNATURE_TYPE = 'sigstore:message-signature'
const MESSAGE_SIGNATURE: Said = {
  predicate: 'other',
  predicateType: MESSAGE_SIGNATURE_TYPE,
  builder: null,
}

/** A look at one attestation that is still to be done: a fact for each of its signers. */
export type Look = () => readonly (AttestationFact | RebuildFact)[]

/** One look for each attestation in the evidence; for evidence that can't be read, one that says so. Reading costs no signature. */
export function looksAt({ kind, bytes, origin }: Evidence, context: AttestationContext): readonly Look[] {
  switch (kind) {
    case 'pep740-attestation':
      // Attestations made with plain keys are bare envelopes, under the same name.
      if (looksLikeEnvelope(bytes)) return [() => envelopeFacts(bytes, origin, context)]
      return [() => factOf(origin, () => attestation(readAttestation(bytes), context))]
    case 'pep740-provenance':
      return looksAtProvenance(bytes, origin, context)
    case 'sigstore-bundle':
      return [() => factOf(origin, () => sigstoreBundle(bytes, context))]
    case 'dsse-envelope':
      return [() => envelopeFacts(bytes, origin, context)]
    case 'rebuild-statement':
      return [() => rebuildStatementFacts(bytes, origin, context)]
    case 'openpgp-signature':
    case 'minisign-signature':
    case 'cms-signature':
    case 'attached-cms':
    case 'attached-jws':
      return []
  }
}

function looksAtProvenance(
  bytes: Uint8Array,
  origin: EvidenceOrigin,
  context: AttestationContext,
): readonly Look[] {
  try {
    return readProvenance(bytes).map((each) => () => factOf(origin, () => attestation(each, context)))
  } catch (error) {
    const fact = unverifiedAttestation(error, origin)
    return [() => [fact]]
  }
}

function attestation({ bundle, claimed }: Attested, context: AttestationContext): Found {
  const proven = verifyBundle(bundle, context.roots, context.now)
  const statement = readStatement(bundle.content.payload)
  checkSubject(statement, context.artifact)
  if (claimed !== null) checkPublisher(claimed, proven.publisher)
  return whatIsFound(statement, proven)
}

function sigstoreBundle(bytes: Uint8Array, context: AttestationContext): Found {
  const bundle = readBundle(bytes)
  const { content } = bundle
  if (content.kind === 'message') checkMessage(content, context.artifact)
  const proven = verifyAnyBundle(bundle, context)
  if (content.kind === 'envelope') return whatIsFound(enveloped(content, context.artifact), proven)
  const { platform: _platform, ...rest } = proven
  return { ...MESSAGE_SIGNATURE, ...rest }
}

function checkMessage({ digest }: MessageSignature, { sha256 }: SubjectFile): void {
  expect(
    encodeHex(digest) === sha256,
    'TC2111',
    `sha256 ${sha256}`,
    `sha256 ${encodeHex(digest).slice(0, 64)}`,
  )
}

function enveloped({ payloadType, payload }: Envelope, artifact: SubjectFile): Statement {
  expect(payloadType === IN_TOTO, 'TC2121', IN_TOTO, payloadType.slice(0, 100))
  const statement = readAnyStatement(payload)
  checkSubjects(statement, artifact)
  return statement
}

function factOf(origin: EvidenceOrigin, verify: () => Found): readonly AttestationFact[] {
  try {
    return [{ check: 'attestation', result: 'ok', ...verify(), origin }]
  } catch (error) {
    return [unverifiedAttestation(error, origin)]
  }
}
