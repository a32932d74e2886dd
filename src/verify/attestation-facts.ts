import type { FileArtifact } from '../artifact/index.ts'
import { encodeHex } from '../encoding/index.ts'
import type { SigstoreRoot } from '../trust/index.ts'
import type { AttestationFact, Evidence, EvidenceOrigin } from '../verdict/index.ts'
import {
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
import { buildLevel, readProvenance as readSlsa } from './slsa/index.ts'
import { expect, Unverified } from './unverified.ts'

/** What the checks of one artifact's attestations rest on. `now` in seconds since the epoch. */
export interface AttestationContext {
  readonly artifact: FileArtifact
  readonly roots: readonly SigstoreRoot[]
  readonly now: number
}

type Ok = Extract<AttestationFact, { readonly result: 'ok' }>
type Said = Pick<Ok, 'predicate' | 'predicateType' | 'builder' | 'build'>
type Found = Said & Omit<Proven, 'platform'>

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

function attestation({ bundle, claimed }: Attested, context: AttestationContext): Found {
  const proven = verifyBundle(bundle, context.roots, context.now)
  const statement = readStatement(bundle.content.payload)
  checkSubject(statement, context.artifact)
  if (claimed !== null) checkPublisher(claimed, proven.publisher)
  return found(statement, proven)
}

function sigstoreBundle(bytes: Uint8Array, context: AttestationContext): Found {
  const bundle = readBundle(bytes)
  const { content } = bundle
  if (content.kind === 'message') checkMessage(content, context.artifact)
  const proven = verifyBundle(bundle, context.roots, context.now)
  if (content.kind === 'envelope') return found(enveloped(content, context.artifact), proven)
  const { platform: _platform, ...rest } = proven
  return { ...MESSAGE_SIGNATURE, ...rest }
}

function checkMessage({ digest }: MessageSignature, { sha256 }: FileArtifact): void {
  expect(
    encodeHex(digest) === sha256,
    'TC2111',
    `sha256 ${sha256}`,
    `sha256 ${encodeHex(digest).slice(0, 64)}`,
  )
}

function enveloped({ payloadType, payload }: Envelope, artifact: FileArtifact): Statement {
  expect(payloadType === IN_TOTO, 'TC2121', IN_TOTO, payloadType.slice(0, 100))
  const statement = readAnyStatement(payload)
  checkSubjects(statement, artifact)
  return statement
}

/** What the statement says beside what the signature proves; of a SLSA provenance the level that follows from both. */
function found(statement: Statement, { platform, ...proven }: Proven): Found {
  const { predicateType, predicate } = statement
  const slsa = readSlsa(predicateType, predicate)
  const said = { predicate: predicateOf(statement), predicateType, builder: slsa?.builder ?? null }
  if (slsa === null) return { ...said, ...proven }
  const { buildType, source } = slsa
  return {
    ...said,
    build: { buildType, source, ...buildLevel(slsa, proven.publisher, platform) },
    ...proven,
  }
}

function factOf(origin: EvidenceOrigin, verify: () => Found): AttestationFact {
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
