import type { AttestationFact, EvidenceOrigin, RebuildFact } from '../verdict/index.ts'
import { checkSubject, readStatement, type Statement } from './pep740/index.ts'
import {
  keyPublisher,
  openEnvelope,
  type EnvelopeSigner,
  type KnownPlainKey,
  type Opening,
} from './plain/index.ts'
import { isRebuild, rebuildFacts, uncountedRebuild } from './rebuild/index.ts'
import type { SubjectFile } from './subject-file.ts'
import { unverifiedAttestation } from './unverified-attestation.ts'
import { whatIsFound } from './what-is-found.ts'

/** What bare envelopes are looked at with. */
export interface EnvelopeContext extends Opening {
  readonly artifact: SubjectFile
}

/** One fact for each key that signed the envelope. A statement about a rebuild is no attestation, wherever it lies. */
export function envelopeFacts(
  bytes: Uint8Array,
  origin: EvidenceOrigin,
  context: EnvelopeContext,
): readonly (AttestationFact | RebuildFact)[] {
  try {
    const { artifact } = context
    const { payload, signers } = openEnvelope(bytes, context)
    const statement = readStatement(payload)
    if (isRebuild(statement)) return countedRebuilds(statement, signers, { artifact, origin })
    checkSubject(statement, artifact)
    return signers.map((signer) => attestationBy(signer, statement, origin))
  } catch (error) {
    return [unverifiedAttestation(error, origin)]
  }
}

/** The same for evidence that is meant as a rebuilder's word: anything else in it is refused. */
export function rebuildStatementFacts(
  bytes: Uint8Array,
  origin: EvidenceOrigin,
  context: EnvelopeContext,
): readonly RebuildFact[] {
  try {
    const { payload, signers } = openEnvelope(bytes, context)
    return rebuildFacts(readStatement(payload), signers, context.artifact, origin)
  } catch (error) {
    return [uncountedRebuild(error, origin)]
  }
}

function countedRebuilds(
  statement: Statement,
  signers: readonly KnownPlainKey[],
  { artifact, origin }: { readonly artifact: SubjectFile; readonly origin: EvidenceOrigin },
): readonly RebuildFact[] {
  try {
    return rebuildFacts(statement, signers, artifact, origin)
  } catch (error) {
    return [uncountedRebuild(error, origin)]
  }
}

function attestationBy(
  signer: EnvelopeSigner,
  statement: Statement,
  origin: EvidenceOrigin,
): AttestationFact {
  const proven = {
    publisher: keyPublisher(signer),
    platform: null,
    trustRoot: `keyring ${signer.keyrings[0] ?? ''}`,
    log: [],
    signedAt: signer.provenMs === null ? null : Math.floor(signer.provenMs / 1000),
  }
  return { check: 'attestation', result: 'ok', ...whatIsFound(statement, proven), origin }
}
