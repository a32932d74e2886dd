import type { FileArtifact } from '../artifact/index.ts'
import { encodeHex } from '../encoding/index.ts'
import type { SigstoreRoot } from '../trust/index.ts'
import type { AttestationFact, Evidence, EvidenceOrigin } from '../verdict/index.ts'
import {
  builderOf,
  checkPublisher,
  checkSubject,
  checkSubjects,
  predicateOf,
  readAnyStatement,
  readAttestation,
  readProvenance,
  readStatement,
  type Attested,
  type Statement,
} from './pep740/index.ts'
import {
  readBundle,
  verifyBundle,
  type Envelope,
  type MessageSignature,
  type Proven,
} from './sigstore/index.ts'
import { expect, Unverified } from './unverified.ts'

/** What the checks of one artifact's attestations rest on. `now` in seconds since the epoch. */
export interface AttestationContext {
  readonly artifact: FileArtifact
  readonly roots: readonly SigstoreRoot[]
  readonly now: number
}

type Ok = Extract<AttestationFact, { readonly result: 'ok' }>
type Said = Pick<Ok, 'predicate' | 'predicateType' | 'builder'>

const IN_TOTO = 'application/vnd.in-toto+json'
/** Stands where a statement's predicate type does: the signer said nothing but «these bytes». */
const MESSAGE_SIGNATURE: Said = {
  predicate: 'other',
  predicateType: 'sigstore:message-signature',
  builder: null,
}

/** A look at one attestation that is still to be done. */
export type Look = () => AttestationFact

/** One look for each attestation in the evidence; for evidence that can't be read, one that says so. Reading costs no signature. */
export function looksAt({ kind, bytes, origin }: Evidence, context: AttestationContext): readonly Look[] {
  switch (kind) {
    case 'pep740-attestation':
      return [() => factOf(origin, () => attestation(readAttestation(bytes), context))]
    case 'pep740-provenance':
      return looksAtProvenance(bytes, origin, context)
    case 'sigstore-bundle':
      return [() => factOf(origin, () => sigstoreBundle(bytes, context))]
    case 'openpgp-signature':
    case 'cms-signature':
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
    const fact = invalid(error, origin)
    return [() => fact]
  }
}

function attestation({ bundle, claimed }: Attested, context: AttestationContext): Said & Proven {
  const proven = verifyBundle(bundle, context.roots, context.now)
  const statement = readStatement(bundle.content.payload)
  checkSubject(statement, context.artifact)
  if (claimed !== null) checkPublisher(claimed, proven.publisher)
  return { ...said(statement), ...proven }
}

function sigstoreBundle(bytes: Uint8Array, context: AttestationContext): Said & Proven {
  const bundle = readBundle(bytes)
  const { content } = bundle
  if (content.kind === 'message') checkMessage(content, context.artifact)
  const proven = verifyBundle(bundle, context.roots, context.now)
  return {
    ...(content.kind === 'message' ? MESSAGE_SIGNATURE : enveloped(content, context.artifact)),
    ...proven,
  }
}

function checkMessage({ digest }: MessageSignature, { sha256 }: FileArtifact): void {
  expect(
    encodeHex(digest) === sha256,
    'TC2111',
    `sha256 ${sha256}`,
    `sha256 ${encodeHex(digest).slice(0, 64)}`,
  )
}

function enveloped({ payloadType, payload }: Envelope, artifact: FileArtifact): Said {
  expect(payloadType === IN_TOTO, 'TC2121', IN_TOTO, payloadType.slice(0, 100))
  const statement = readAnyStatement(payload)
  checkSubjects(statement, artifact)
  return said(statement)
}

function said(statement: Statement): Said {
  const { predicateType } = statement
  return { predicate: predicateOf(statement), predicateType, builder: builderOf(statement) }
}

function factOf(origin: EvidenceOrigin, verify: () => Said & Proven): AttestationFact {
  try {
    return { check: 'attestation', result: 'ok', ...verify(), origin }
  } catch (error) {
    return invalid(error, origin)
  }
}

function invalid(error: unknown, origin: EvidenceOrigin): AttestationFact {
  if (!(error instanceof Unverified)) throw error
  return { check: 'attestation', result: 'invalid', finding: error.finding, origin, offer: null }
}
