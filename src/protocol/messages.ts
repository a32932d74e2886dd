import type { Artifact } from '../artifact/index.ts'
import type { Sha256 } from '../encoding/index.ts'
import type { Evidence, LockFact, ProvenanceOffer, Run, Verdict } from '../verdict/index.ts'
import type { CanaryReply, CanaryRequest } from './canary-messages.ts'
import type { Envelope } from './envelope.ts'
import type { PageQuestion, PageReply, ReleasesQuestion, ReleasesReply } from './listing-messages.ts'
import type {
  AppendReply,
  AppendRequest,
  BypassReply,
  BypassRequest,
  DecisionsQuestion,
  DecisionsReply,
  HistoryQuestion,
  HistoryReply,
  PublisherChange,
  PublisherChangeReply,
  PublishersQuestion,
  PublishersReply,
  ReloadReply,
  ReloadRequest,
} from './memory-messages.ts'
import type { Bypass, DecisionRecord, PolicyStatus } from './records.ts'

export interface HelloRequest extends Envelope {
  readonly type: 'hello'
  readonly client: { readonly name: 'shim' | 'trustctl'; readonly version: string; readonly pid: number }
}

export interface HelloReply extends Envelope {
  readonly type: 'hello'
  readonly server: { readonly version: string; readonly pid: number; readonly startedAt: number }
  readonly policy: { readonly name: string; readonly version: number; readonly digest: string }
  readonly features: readonly string[]
}

/** A digest that somebody other than the bytes themselves named: an index page, a hash option, an URL's fragment. */
export interface ClaimedDigest {
  readonly by: 'index' | 'hash-option' | 'url-fragment'
  readonly sha256: Sha256
}

/**
 * A digest over the artifact's bytes followed by `suffix`: what an OpenPGP signature covers (RFC 9580 §5.2.4), and with an
 * empty suffix what a prehashed minisign signature does. Algorithms by their names in OpenSSL.
 */
export interface DigestWanted {
  readonly algorithm: 'sha256' | 'sha384' | 'sha512' | 'blake2b512'
  /** Lower-case hex. */
  readonly suffix: string
}

export interface SuffixedDigest extends DigestWanted {
  /** Lower-case hex. */
  readonly digest: string
}

/** «May this artifact be used?» */
export interface ArtifactQuestion extends Envelope {
  readonly type: 'artifact'
  readonly run: Run
  readonly artifact: Artifact
  readonly claimed: readonly ClaimedDigest[]
  readonly offer: ProvenanceOffer
  /** On the wire `bytes` is base64. */
  readonly evidence: readonly Evidence[]
  /** For `derived`: the digest of the judged sdist, or the location of the judged tree, that the wheel was built from. */
  readonly derivedFrom: string | null
  /** Answers to an earlier `digests-wanted`; empty at first. */
  readonly suffixed: readonly SuffixedDigest[]
  /** Local files of the person's in which this very digest is pinned. */
  readonly pinned: readonly ('requirements' | 'pylock')[]
  /** Whom lock files of the person's name for this file; absent where they name nobody. */
  readonly locked?: Extract<LockFact, { readonly result: 'ok' }>['named']
  /** Answer to an earlier `precedent-wanted`; null at first. Without evidence where there is none to be had. */
  readonly precedent: { readonly filename: string; readonly evidence: readonly Evidence[] } | null
}

/** The daemon wants the provenance of an earlier file of the same listing, to know who attested the releases before. */
export interface PrecedentWantedReply extends Envelope {
  readonly type: 'precedent-wanted'
  readonly filename: string
}

/** The daemon holds no bytes: to check a signature it asks the shim for these digests, and then for the question again. */
export interface DigestsWantedReply extends Envelope {
  readonly type: 'digests-wanted'
  readonly wanted: readonly DigestWanted[]
}

export interface VerdictReply extends Envelope {
  readonly type: 'verdict'
  readonly verdict: Verdict
}

/** Records of decisions, newest first: all of `ref` (`TC2103-7f3a`, or a bare code), or of the last run. */
export interface WhyQuestion extends Envelope {
  readonly type: 'why'
  readonly ref: string | null
  readonly limit: number
}

export interface WhyReply extends Envelope {
  readonly type: 'why'
  readonly decisions: readonly DecisionRecord[]
}

export interface StatusQuestion extends Envelope {
  readonly type: 'status'
}

export interface StatusReply extends Envelope {
  readonly type: 'status'
  readonly server: { readonly version: string; readonly pid: number; readonly startedAt: number }
  readonly policy: PolicyStatus
  /** A break-glass that is in force. */
  readonly bypass: Bypass | null
  readonly counts: { readonly facts: number; readonly decisions: number; readonly sessions: number }
  readonly keyrings: readonly { readonly name: string; readonly keys: number }[]
  readonly sources: readonly string[]
  readonly trustRoots: readonly { readonly name: string; readonly digest: string }[]
  /** What a person should know: a store that was put aside, a key file that can't be read, a policy kept from before. */
  readonly notices: readonly string[]
}

/** Ask the daemon to end: `drain` lets open sessions finish, up to its limit. */
export interface StopRequest extends Envelope {
  readonly type: 'stop'
  readonly drain: boolean
}

export interface StopReply extends Envelope {
  readonly type: 'stop'
}

export type ProtocolErrorCode =
  | 'malformed'
  | 'too-large'
  | 'too-deep'
  | 'unsupported-version'
  | 'unknown-type'
  | 'hello-first'
  | 'draining'
  | 'refused'
  | 'internal'

export interface ErrorReply extends Envelope {
  readonly type: 'error'
  readonly code: ProtocolErrorCode
  readonly message: string
  readonly hint: string | null
}

export type Request =
  | HelloRequest
  | ArtifactQuestion
  | ReleasesQuestion
  | PageQuestion
  | WhyQuestion
  | DecisionsQuestion
  | HistoryQuestion
  | AppendRequest
  | ReloadRequest
  | PublishersQuestion
  | PublisherChange
  | BypassRequest
  | CanaryRequest
  | StatusQuestion
  | StopRequest
export type Reply =
  | HelloReply
  | VerdictReply
  | DigestsWantedReply
  | PrecedentWantedReply
  | ReleasesReply
  | PageReply
  | WhyReply
  | DecisionsReply
  | HistoryReply
  | AppendReply
  | ReloadReply
  | PublishersReply
  | PublisherChangeReply
  | BypassReply
  | CanaryReply
  | StatusReply
  | StopReply
  | ErrorReply
