import type { EvidenceOrigin, ProvenanceOffer } from './evidence.ts'
import type { Publisher } from './publisher.ts'
import type { ReasonCode } from './reason-codes.ts'

/** `missing` nobody published it; `unavailable` it could not be found out; `invalid` it is there and does not verify. */
export type FactResult = 'ok' | 'missing' | 'unavailable' | 'invalid'

/** Why a fact is not `ok`: its stable code, what was expected and what was found, in a reader's words. */
export interface Finding {
  readonly code: ReasonCode
  readonly expected: string
  readonly found: string
}

/** A transparency log's entry for a piece of evidence. */
export interface LogEntry {
  /** The log's name in the trust root, e.g. `sigstore-public`. */
  readonly log: string
  readonly index: string
  /** Seconds since the epoch, UTC; null where the log keeps no time (Rekor v2) and a time stamp stands for it. */
  readonly integratedTime: number | null
}

interface FactNotOk {
  readonly result: 'missing' | 'unavailable' | 'invalid'
  readonly finding: Finding
  readonly origin: EvidenceOrigin | null
}

/** The bytes against every digest that somebody named for them: the index's page, a hash option, an earlier sight of the file. */
export type IntegrityFact =
  | { readonly check: 'integrity'; readonly result: 'ok'; readonly agreeing: readonly string[] }
  | ({ readonly check: 'integrity' } & FactNotOk)

/** One attestation (PEP 740, in-toto v1) about this artifact, verified; or why not. One fact an attestation. */
export type AttestationFact =
  | {
      readonly check: 'attestation'
      readonly result: 'ok'
      readonly predicate: 'publish' | 'slsa-provenance' | 'other'
      readonly predicateType: string
      readonly publisher: Publisher
      readonly trustRoot: string
      readonly log: readonly LogEntry[]
      /** Seconds since the epoch, UTC: when the signature was proven to exist. */
      readonly signedAt: number
      readonly origin: EvidenceOrigin
    }
  | ({
      readonly check: 'attestation'
      /** Set when nothing was found: whether the index could have offered it. */
      readonly offer: ProvenanceOffer | null
    } & FactNotOk)

/** One OpenPGP signature over the artifact's bytes, verified; or why not. */
export type SignatureFact =
  | {
      readonly check: 'signature'
      readonly result: 'ok'
      /** Full fingerprint of the primary key, upper-case hex. */
      readonly fingerprint: string
      readonly signedBy: string
      /** Names of the keyrings that hold the key. */
      readonly keyrings: readonly string[]
      readonly owner: string
      /** Seconds since the epoch, UTC; the signer's claim. */
      readonly claimedAt: number
      readonly origin: EvidenceOrigin
    }
  | ({ readonly check: 'signature'; readonly fingerprint: string | null } & FactNotOk)

/** For a wheel that pip built: the judged source it was built from. */
export type DerivationFact =
  | { readonly check: 'derivation'; readonly result: 'ok'; readonly from: string; readonly tainted: boolean }
  | ({ readonly check: 'derivation' } & FactNotOk)

/** What one check found about one artifact. Does not depend on the policy. */
export type Fact = IntegrityFact | AttestationFact | SignatureFact | DerivationFact

/** The checks there are. */
export type CheckName = Fact['check']
