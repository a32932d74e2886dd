import type { KeyStanding, SigningKey, SigstoreRoot } from '../trust/index.ts'
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
 * what it is of. Without a policy or a network; `roots` for their time stamp authorities alone. A key which is revoked or signs no more
 * signed nothing but what such a stamp proves to be older. `now` in seconds since the epoch. Bad evidence is a finding and never thrown.
 */
export function verifyEnvelope(
  { file, envelope, origin, key, standings }: EnvelopeQuestion,
  roots: readonly SigstoreRoot[],
  now: number,
): EnvelopeAnswer {
  const maxBytes = MAX_STATEMENT_ENVELOPE_BYTES
  try {
    const signer = knownAs(key, standings, now)
    const opening = { trials: new KeyTrials([signer]), roots, now }
    const { payload, signers } = openEnvelope(envelope, opening, maxBytes)
    const statement = readStatement(payload, maxBytes)
    checkSubjects(statement, file)
    const provenMs = signers[0]?.provenMs ?? null
    const proven = {
      publisher: keyPublisher(signer),
      platform: null,
      trustRoot: 'the key alone',
      log: [],
      signedAt: provenMs === null ? null : Math.floor(provenMs / 1000),
    }
    const found = whatIsFound(statement, proven)
    return { verified: true, by: [{ check: 'attestation', result: 'ok', ...found, origin }] }
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    return { verified: false, finding: error.finding }
  }
}
