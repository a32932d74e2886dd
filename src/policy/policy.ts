import type { ArtifactKind, Channel } from '../artifact/index.ts'
import type { SpecifierSet } from '../python/index.ts'
import type {
  AttestationFact,
  BuildLevel,
  HashFact,
  ProjectStatus,
  ProvenanceState,
  Run,
} from '../verdict/index.ts'
import type { Glob } from './glob.ts'
import type { PresetName } from './presets.ts'
import type { RuleLookup } from './rule-lookup.ts'
import type { Effect, OnTooYoung, PolicyFile, WAIVABLE } from './schema/index.ts'

/** `warn` turns refusals by policy into warnings, `audit` into records. Integrity blocks in every mode. */
export type Mode = 'enforce' | 'warn' | 'audit'

/** A policy ready to be evaluated: names resolved, patterns compiled, presets merged in. */
export interface Policy {
  readonly name: string
  readonly version: number
  /** sha256 of the effective policy, hex. */
  readonly digest: string
  readonly mode: Mode
  readonly indexes: readonly NamedIndex[]
  readonly floor: readonly FloorEntry[]
  readonly rules: readonly Rule[]
  /** Where in `rules` to look for the one that is about a project. */
  readonly lookup: RuleLookup
  readonly exceptions: readonly Exception[]
  /** The same by the digests that they are bound to. */
  readonly exceptionsOf: ReadonlyMap<string, readonly Exception[]>
  readonly tofu: Tofu
  /** Null: the rule's `onUnavailable` says what follows. */
  readonly availability: EvidenceAvailability | null
  /** Null: what is known of revoked keys may be of any age. */
  readonly revocations: RevocationsAvailability | null
  /** The preset that it extends, or is. */
  readonly preset: PresetName | null
  /** The merged file that all this was made of. */
  readonly effective: PolicyFile
}

/** An index with a name of the policy's. */
export interface NamedIndex {
  readonly name: string
  /** As `indexUrl` spells it; null for «any other that pip uses». */
  readonly url: string | null
  readonly allowInsecure: boolean
  /** Its names are not told to, and not accepted from, any other index. */
  readonly private: boolean
}

/** All conditions must hold; an absent one always does. */
export interface Match {
  readonly project: readonly Glob[] | null
  readonly projectNot: readonly Glob[] | null
  /** True where `project` has the pattern `*`, which also matches a tree of unknown name. */
  readonly anyProject: boolean
  readonly index: readonly string[] | null
  readonly indexNot: readonly string[] | null
  readonly kind: readonly ArtifactKind[] | null
  readonly channel: readonly Channel[] | null
  readonly context: readonly Run['context'][] | null
}

export interface NamedRequirement {
  readonly name: string
  readonly node: Requirement
}

export interface Rule {
  readonly id: string
  /** `policy.yaml:52` */
  readonly at: string
  readonly match: Match
  readonly deny: string | null
  readonly warn: string | null
  readonly require: readonly NamedRequirement[]
  readonly settings: RuleSettings
  /** In the order of `from`. */
  readonly rollout: readonly RolloutStep[]
  readonly message: string | null
}

/** What follows where something is wanting. */
export interface RuleSettings {
  readonly onMissing: Effect
  readonly onUnavailable: Effect
  readonly onTooYoung: OnTooYoung
}

/** From `from` on `set` holds instead; from `warnFrom` until then it warns where that would decide more strictly. */
export interface RolloutStep {
  readonly set: Partial<RuleSettings>
  /** Seconds since the epoch, UTC. */
  readonly from: number
  readonly warnFrom: number | null
}

export interface FloorEntry {
  readonly id: string
  readonly at: string
  readonly match: Match | null
  readonly deny: string | null
  readonly require: readonly NamedRequirement[]
  /** States of the project that are refused; null where the entry is about something else. */
  readonly status: readonly ProjectStatus[] | null
  readonly provenanceState: readonly ProvenanceState[] | null
}

/** Trust on first use. */
export interface Tofu {
  readonly firstUse: Readonly<Record<Run['context'], 'record' | 'warn' | 'refuse'>>
  /** Another publisher than is remembered, or none any more. */
  readonly onChange: Effect
  /** A publisher where earlier releases had none is a change, and no first use. */
  readonly pinAbsence: boolean
}

/** For how long what verified earlier stands in for evidence that can't be had, and what follows then. */
export interface EvidenceAvailability {
  readonly maxAgeSeconds: number
  readonly afterwards: Effect
}

/** How old what is known of revoked keys may be, and what follows then. */
export interface RevocationsAvailability {
  readonly maxAgeSeconds: number
  /** Null: it is not warned of before. */
  readonly warnAtSeconds: number | null
  readonly afterwards: Effect
}

export type Requirement =
  | { readonly type: 'all' | 'any'; readonly of: readonly Requirement[] }
  | { readonly type: 'atLeast'; readonly count: number; readonly of: readonly Requirement[] }
  | AttestationRequirement
  | { readonly type: 'transparency'; readonly logs: readonly string[] }
  | ProvenanceRequirement
  | SignatureRequirement
  | { readonly type: 'hash'; readonly from: readonly PinFile[] }
  | RebuildRequirement
  | AgeRequirement
  /** Not of the language: what the person's own lock file asks for. */
  | { readonly type: 'lock-file' }

/** A kind of file in which a person pins digests. */
type PinFile = Extract<HashFact, { readonly result: 'ok' }>['from'][number]

export interface AgeRequirement {
  readonly type: 'age'
  readonly minSeconds: number
  /** As it is written: `72h`. */
  readonly text: string
  /** Met as well by a file whose digest the person pinned. */
  readonly unlessPinned: boolean
  /** Null: the rule's `onMissing`. */
  readonly onUnknown: Effect | null
}

type Predicate = Extract<AttestationFact, { readonly result: 'ok' }>['predicate']

/** One attestation must satisfy all of this at once. */
export interface AttestationRequirement {
  readonly type: 'attestation'
  /** Null: any predicate. */
  readonly predicate: readonly Predicate[] | null
  /** Who is known by a certificate. Null: anybody. */
  readonly by: readonly PublisherIdentity[] | null
  /** Keyrings among `by`: people whose keys sign by themselves. */
  readonly byKeyrings: readonly KeyringIdentity[]
  /** Whether `by` has `tofu-pin`: the publisher that is remembered for the project. */
  readonly byPin: boolean
  /** Logs that a `transparency` beside it asks for: for each list one of its logs must hold this very attestation. */
  readonly logs: readonly (readonly string[])[]
}

/** One SLSA provenance must satisfy all of this at once. */
export interface ProvenanceRequirement {
  readonly type: 'provenance'
  readonly level: BuildLevel
  /** Null: any builder. */
  readonly builders: BuilderPatterns | null
  /** By whom it must be: its own `by`, and those of the attestations beside it. Each must hold. */
  readonly attested: readonly AttestationRequirement[]
}

/** Build signer URIs of certificates. */
export interface BuilderPatterns {
  readonly globs: readonly Glob[]
  /** How a person reads them. */
  readonly text: string
}

export interface SignatureRequirement {
  readonly type: 'signature'
  readonly by: readonly KeyringIdentity[]
}

/** Different rebuilders, as many as are asked for, got the same bytes. */
export interface RebuildRequirement {
  readonly type: 'rebuild'
  readonly atLeast: number
  readonly of: readonly Rebuilder[]
}

export interface Rebuilder {
  readonly name: string
  /** Who signs its results. */
  readonly keyring: string
}

export type PublisherIdentity =
  RepositoryIdentity | CircleCiIdentity | BuildkiteIdentity | AddressIdentity | ActiveStateIdentity

export interface RepositoryIdentity {
  readonly kind: 'github' | 'gitlab'
  readonly name: string
  readonly issuer: string
  readonly repository: Glob
  readonly workflow: Glob | null
  readonly environment: Glob | null
  readonly refs: readonly Glob[] | null
  /** To the letter. */
  readonly triggers: readonly string[] | null
  readonly repositoryId: string | null
  readonly ownerId: string | null
  /** How a person reads it: `github acme/* release.yml`. */
  readonly text: string
}

export interface CircleCiIdentity {
  readonly kind: 'circleci'
  readonly name: string
  /** Null: CircleCI's own, and that of any of its organisations. */
  readonly issuer: string | null
  readonly projectId: string
  readonly pipelineDefinitionId: string | null
  readonly repository: Glob | null
  readonly refs: readonly Glob[] | null
  readonly allowSshRerun: boolean
  readonly text: string
}

export interface BuildkiteIdentity {
  readonly kind: 'buildkite'
  readonly name: string
  readonly issuer: string
  readonly organization: string
  readonly pipeline: Glob
  readonly text: string
}

export interface AddressIdentity {
  readonly kind: 'google' | 'email'
  readonly name: string
  readonly issuer: string
  readonly email: Glob
  readonly text: string
}

export interface ActiveStateIdentity {
  readonly kind: 'activestate'
  readonly name: string
  readonly issuer: string
  readonly organization: string
  readonly project: Glob
  /** True where a user is named: no certificate proves one, so nobody is it. */
  readonly isNobody: boolean
  readonly text: string
}

export interface KeyringIdentity {
  readonly kind: 'keyring'
  readonly name: string
  readonly keyring: string
  /** People, not keys. */
  readonly atLeast: number
  readonly text: string
}

/** What an exception can waive. Integrity, the floor and private names are not among it. */
export type Waivable = (typeof WAIVABLE)[number]

export interface Exception {
  readonly id: string
  readonly project: readonly Glob[]
  readonly version: SpecifierSet | null
  readonly sha256: ReadonlySet<string>
  readonly waive: ReadonlySet<Waivable>
  readonly owner: string
  readonly reason: string
  /** Seconds since the epoch, UTC: it counts from `from` until before `until`. */
  readonly from: number
  readonly until: number
}
