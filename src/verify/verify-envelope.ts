import type { KeyStanding, SigningKey } from '../trust/index.ts'
import type { AttestationFact, EvidenceOrigin, Finding } from '../verdict/index.ts'
import { MAX_STATEMENT_ENVELOPE_BYTES } from './limits.ts'
import { checkSubjects, readStatement } from './pep740/index.ts'
import { keyPublisher, knownAs, KeyTrials, openEnvelope } from './plain/index.ts'
import type { SubjectFile } from './subject-file.ts'
import { Unverified } from './unverified.ts'
import { whatIsFound } from './what-is-found.ts'

export interface EnvelopeQuestion {
  readonly file: SubjectFile
  /** A bare DSSE envelope: JSON. */
  readonly envelope: Uint8Array
  readonly origin: EvidenceOrigin
  readonly key: SigningKey
  /** What is known of the states of keys, whoever names them. */
  readonly standings: readonly KeyStanding[]
}

export type EnvelopeAnswer =
  | { readonly verified: true; readonly by: readonly [Extract<AttestationFact, { readonly result: 'ok' }>] }
  | { readonly verified: false; readonly finding: Finding }

/**
 * Whether a key signed, in a bare DSSE envelope, a statement of which this file is a subject by its sha256: a bill of materials and
 * what it is of. Without a policy, a network or a trust root; nobody proves when it was, so that a key which is revoked or signs no more
 * signed nothing. `now` in seconds since the epoch. Bad evidence is a finding and never thrown.
 */
export function verifyEnvelope(
  { file, envelope, origin, key, standings }: EnvelopeQuestion,
  now: number,
): EnvelopeAnswer {
  const maxBytes = MAX_STATEMENT_ENVELOPE_BYTES
  try {
    const signer = knownAs(key, standings, now)
    const { payload } = openEnvelope(envelope, new KeyTrials([signer]), maxBytes)
    const statement = readStatement(payload, maxBytes)
    checkSubjects(statement, file)
    const publisher = keyPublisher(signer)
    const proven = { publisher, platform: null, trustRoot: 'the key alone', log: [], signedAt: null }
    const found = whatIsFound(statement, proven)
    return { verified: true, by: [{ check: 'attestation', result: 'ok', ...found, origin }] }
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    return { verified: false, finding: error.finding }
  }
}
