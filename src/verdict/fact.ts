import type { ProjectName } from '../python/index.ts'
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

/** SLSA build levels (SLSA v1.0 «build track»). */
export type BuildLevel = 1 | 2 | 3

/** Where a build's source came from. */
export interface BuildSource {
  readonly repository: string
  readonly commit: string | null
}

/** A SLSA provenance. All but the level and its reason is the signer's word. */
export interface BuildProvenance {
  readonly buildType: string
  readonly source: BuildSource | null
  /** What follows from who signed it, and from nothing else. */
  readonly level: BuildLevel
  /** Why it is no higher. */
  readonly why: string
}

/** One attestation (PEP 740, in-toto v1) about this artifact, verified; or why not. One fact an attestation. */
export type AttestationFact =
  | {
      readonly check: 'attestation'
      readonly result: 'ok'
      readonly predicate: 'publish' | 'slsa-provenance' | 'other'
      readonly predicateType: string
      /** The builder's id, where the predicate is SLSA provenance (v0.2, v1) that names one: the signer's word. */
      readonly builder: string | null
      /** Of a SLSA provenance that is in its form; else absent. */
      readonly build?: BuildProvenance
      readonly publisher: Publisher
      /** The Sigstore instance, or `keyring NAME` for a key that is trusted by itself. */
      readonly trustRoot: string
      readonly log: readonly LogEntry[]
      /** Seconds since the epoch, UTC: when the signature was proven to exist; null where nobody but the signer would say it. */
      readonly signedAt: number | null
      readonly origin: EvidenceOrigin
    }
  | ({
      readonly check: 'attestation'
      /** Set when nothing was found: whether the index could have offered it. */
      readonly offer: ProvenanceOffer | null
    } & FactNotOk)

/** The forms of signatures. `jws` is inside a wheel, `cms` may be (its origin says `inside`). */
export type SignatureScheme = 'openpgp' | 'cms' | 'minisign' | 'jws'

/** One signature over the artifact's bytes, or over a wheel's RECORD that names them all, verified; or why not. */
export type SignatureFact =
  | {
      readonly check: 'signature'
      readonly result: 'ok'
      readonly scheme: SignatureScheme
      /** Upper-case hex: of an OpenPGP primary key in full; sha256 of another key's SubjectPublicKeyInfo. */
      readonly fingerprint: string
      /** The subkey or certificate that signed: an OpenPGP fingerprint, or sha256 of the certificate; else as `fingerprint`. */
      readonly signedBy: string
      /** Names of the keyrings that hold the key, or the authority that certified it. */
      readonly keyrings: readonly string[]
      readonly owner: string
      /** Seconds since the epoch, UTC; the signer's claim. Null where there is none. */
      readonly claimedAt: number | null
      readonly origin: EvidenceOrigin
    }
  | ({ readonly check: 'signature'; readonly fingerprint: string | null } & FactNotOk)

/** A rebuilder's signed word that building from source gave these very bytes; or why it doesn't count. One fact a key. */
export type RebuildFact =
  | {
      readonly check: 'rebuild'
      readonly result: 'ok'
      /** The rebuild's digest is the file's own. */
      readonly grade: 'identical'
      /** Upper-case hex: sha256 of the key's SubjectPublicKeyInfo. */
      readonly fingerprint: string
      /** Names of the keyrings that hold the key: policies know rebuilders by them. */
      readonly keyrings: readonly string[]
      readonly owner: string
      /** The builder's id, in the rebuilder's words. */
      readonly builder: string | null
      readonly origin: EvidenceOrigin
    }
  | ({ readonly check: 'rebuild' } & FactNotOk)

/** For a wheel that pip built: the judged source it was built from. */
export type DerivationFact =
  | { readonly check: 'derivation'; readonly result: 'ok'; readonly from: string; readonly tainted: boolean }
  | ({ readonly check: 'derivation' } & FactNotOk)

/** The state of a project (PEP 792). */
export type ProjectStatus = 'active' | 'archived' | 'quarantined' | 'deprecated'

/** The project's state, as its index says it (PEP 792); `missing` where the index says none. */
export type StatusFact =
  | {
      readonly check: 'status'
      readonly result: 'ok'
      readonly status: ProjectStatus
      /** The index's own words for it. */
      readonly why: string | null
    }
  | ({ readonly check: 'status' } & FactNotOk)

/** Whether the file was yanked (PEP 592), as its index says; `missing` where no listing names the file. */
export type YankedFact =
  | {
      readonly check: 'yanked'
      readonly result: 'ok'
      readonly yanked: boolean
      readonly why: string | null
    }
  | ({ readonly check: 'yanked' } & FactNotOk)

/** When the file was published; `missing` where nobody says it. */
export type AgeFact =
  | {
      readonly check: 'age'
      readonly result: 'ok'
      /** Seconds since the epoch, UTC. */
      readonly publishedAt: number
      /** `index`: its `upload-time` (PEP 700); `first-seen`: when this machine first saw it in a listing that it knew before. */
      readonly by: 'index' | 'first-seen'
    }
  | ({ readonly check: 'age' } & FactNotOk)

/** A release against its project's own history on the same index, in the words that indexes use. */
export type ProvenanceState =
  | 'no-provenance'
  | 'full-provenance'
  | 'partial-provenance'
  | 'inconsistent-provenance'
  | 'lost-provenance'
  | 'changed-provenance'

/** The release that a later one is held against. */
export interface Precedent {
  readonly version: string
  /** Null where only the listing says that it was attested. */
  readonly publisher: Publisher | null
}

/** How this file's provenance compares with its release and its release line; `missing` where no listing is known. */
export type ProvenanceStateFact =
  | {
      readonly check: 'provenance-state'
      readonly result: 'ok'
      readonly state: ProvenanceState
      /** The release line, by its first numbers: `3`, `0.4`. */
      readonly line: string
      readonly before: Precedent | null
      /** Files of this release that the index has attestations for, and all of them. */
      readonly attestedFiles: number
      readonly files: number
    }
  | ({ readonly check: 'provenance-state' } & FactNotOk)

/** A publisher that this machine remembers for a project of an index (trust on first use). */
export interface RememberedPublisher {
  /** URL of the index. */
  readonly index: string
  readonly project: ProjectName
  readonly publisher: Publisher
  /** Release lines on which it was seen. */
  readonly lines: readonly string[]
  /** The first version that it was seen on. */
  readonly version: string
  /** Seconds since the epoch, UTC. */
  readonly firstSeenAt: number
  /** `history`: an earlier release of the index's listing was attested by it; `person`: somebody accepted it. */
  readonly by: 'first-use' | 'history' | 'person'
}

/**
 * Who attested the file, against whom this machine remembers for the project. `same`; `renamed`: another name of the
 * same numeric repository; `first`: nobody was remembered; `changed`: somebody else, also where a name came back under
 * another numeric id.
 */
export type PublisherFact =
  | {
      readonly check: 'publisher'
      readonly result: 'ok'
      readonly relation: 'same' | 'renamed' | 'first' | 'changed'
      readonly publisher: Publisher
      readonly remembered: RememberedPublisher | null
      /** Of `first`: an earlier version of the line that this machine saw without any attestation. Absent or null: none is known. */
      readonly absentBefore?: string | null
    }
  | ({ readonly check: 'publisher' } & FactNotOk)

/** Where the person pinned this file's digest; `missing` where nowhere. */
export type HashFact =
  | {
      readonly check: 'hash'
      readonly result: 'ok'
      readonly from: readonly ('requirements' | 'pylock')[]
    }
  | ({ readonly check: 'hash' } & FactNotOk)

/** One publisher that a lock file names: an object as indexes write it (PEP 740), or why it can't be read. */
export type LockIdentity =
  | { readonly kind: 'publisher'; readonly fields: Readonly<Record<string, string>> }
  | { readonly kind: 'unreadable'; readonly why: string }

/** Whom the person's own lock file names for this file (PEP 751); there is none where it names nobody. */
export type LockFact =
  | {
      readonly check: 'lock'
      readonly result: 'ok'
      /** Of each entry that is about the file, those of whom one must have attested it. */
      readonly named: readonly (readonly LockIdentity[])[]
    }
  | ({ readonly check: 'lock' } & FactNotOk)

/** Since when what is known of revoked keys is from: the followed key directory that was heard the longest ago. */
export type RevocationsFact =
  | {
      readonly check: 'revocations'
      readonly result: 'ok'
      /** Seconds since the epoch, UTC. */
      readonly asOf: number
      /** How many directories are followed. */
      readonly directories: number
    }
  | ({ readonly check: 'revocations' } & FactNotOk)

/** What one check found about one artifact. Does not depend on the policy. */
export type Fact =
  | IntegrityFact
  | AttestationFact
  | SignatureFact
  | RebuildFact
  | DerivationFact
  | StatusFact
  | YankedFact
  | AgeFact
  | ProvenanceStateFact
  | PublisherFact
  | HashFact
  | LockFact
  | RevocationsFact

/** The checks there are. */
export type CheckName = Fact['check']
