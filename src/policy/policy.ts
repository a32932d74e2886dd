import type { ArtifactKind, Channel } from '../artifact/index.ts'
import type { SpecifierSet } from '../python/index.ts'
import type { AttestationFact, Run } from '../verdict/index.ts'
import type { Glob } from './glob.ts'
import type { Effect, PolicyFile } from './schema/index.ts'

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
  readonly exceptions: readonly Exception[]
  /** The merged file that all this was made of. */
  readonly effective: PolicyFile
}

/** An index with a name of the policy's. */
export interface NamedIndex {
  readonly name: string
  /** As `indexUrl` spells it; null for «any other that pip uses». */
  readonly url: string | null
  readonly allowInsecure: boolean
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
  readonly onMissing: Effect
  readonly onUnavailable: Effect
  readonly message: string | null
}

export interface FloorEntry {
  readonly id: string
  readonly at: string
  readonly match: Match | null
  readonly deny: string | null
  readonly require: readonly NamedRequirement[]
}

export type Requirement =
  | { readonly type: 'all' | 'any'; readonly of: readonly Requirement[] }
  | { readonly type: 'atLeast'; readonly count: number; readonly of: readonly Requirement[] }
  | AttestationRequirement
  | { readonly type: 'transparency'; readonly logs: readonly string[] }
  | SignatureRequirement

type Predicate = Extract<AttestationFact, { readonly result: 'ok' }>['predicate']

/** One attestation must satisfy all of this at once. */
export interface AttestationRequirement {
  readonly type: 'attestation'
  /** Null: any predicate. */
  readonly predicate: readonly Predicate[] | null
  /** Null: anybody. */
  readonly by: readonly PublisherIdentity[] | null
  /** Logs that a `transparency` beside it asks for: for each list one of its logs must hold this very attestation. */
  readonly logs: readonly (readonly string[])[]
}

export interface SignatureRequirement {
  readonly type: 'signature'
  readonly by: readonly KeyringIdentity[]
}

export type PublisherIdentity = RepositoryIdentity | AddressIdentity

export interface RepositoryIdentity {
  readonly kind: 'github' | 'gitlab'
  readonly name: string
  readonly issuer: string
  readonly repository: Glob
  readonly workflow: Glob | null
  readonly environment: Glob | null
  readonly refs: readonly Glob[] | null
  /** How a person reads it: `github acme/* release.yml`. */
  readonly text: string
}

export interface AddressIdentity {
  readonly kind: 'google' | 'email'
  readonly name: string
  readonly issuer: string
  readonly email: Glob
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

/** The checks that an exception can waive now. Integrity is not among them. */
export type Waivable = 'attestation' | 'transparency' | 'signature' | 'source'

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
