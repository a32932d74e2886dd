import type { AttestationFact, EvidenceOrigin, RebuildFact } from '../verdict/index.ts'
import { checkSubject, readStatement, type Statement } from './pep740/index.ts'
import { keyPublisher, openEnvelope, type KeyTrials, type KnownPlainKey } from './plain/index.ts'
import { isRebuild, rebuildFacts, uncountedRebuild } from './rebuild/index.ts'
import type { SubjectFile } from './subject-file.ts'
import { unverifiedAttestation } from './unverified-attestation.ts'
import { whatIsFound } from './what-is-found.ts'

/** What bare envelopes are looked at with. */
export interface EnvelopeContext {
  readonly artifact: SubjectFile
  readonly trials: KeyTrials
}

/** One fact for each key that signed the envelope. A statement about a rebuild is no attestation, wherever it lies. */
export function envelopeFacts(
  bytes: Uint8Array,
  origin: EvidenceOrigin,
  { artifact, trials }: EnvelopeContext,
): readonly (AttestationFact | RebuildFact)[] {
  try {
    const { payload, signers } = openEnvelope(bytes, trials)
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
  { artifact, trials }: EnvelopeContext,
): readonly RebuildFact[] {
  try {
    const { payload, signers } = openEnvelope(bytes, trials)
    return rebuildFacts(readStatement(payload), signers, artifact, origin)
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

/** Nobody but the signer would say when it was, so that no time is claimed to be proven. */
function attestationBy(signer: KnownPlainKey, statement: Statement, origin: EvidenceOrigin): AttestationFact {
  const proven = {
    publisher: keyPublisher(signer),
    platform: null,
    trustRoot: `keyring ${signer.keyrings[0] ?? ''}`,
    log: [],
    signedAt: null,
  }
  return { check: 'attestation', result: 'ok', ...whatIsFound(statement, proven), origin }
}
