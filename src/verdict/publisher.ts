/** Who published an artifact, as a verified certificate says it (Fulcio OIDs 1.3.6.1.4.1.57264.1.*). */
export type Publisher =
  | GitHubPublisher
  | GitLabPublisher
  | GooglePublisher
  | CircleCiPublisher
  | BuildkitePublisher
  | ActiveStatePublisher
  | EmailPublisher
  | KeyPublisher
  | OtherPublisher

interface PublisherBase {
  /** The OIDC issuer, e.g. `https://token.actions.githubusercontent.com`. */
  readonly issuer: string
  /** The certificate's subject alternative name, whole. */
  readonly subject: string
}

export interface GitHubPublisher extends PublisherBase {
  readonly kind: 'github'
  /** `owner/name` */
  readonly repository: string
  /** File name below `.github/workflows/`. */
  readonly workflow: string
  readonly ref: string | null
  readonly commit: string | null
  readonly trigger: string | null
  readonly environment: string | null
  readonly repositoryId: string | null
  readonly ownerId: string | null
}

export interface GitLabPublisher extends PublisherBase {
  readonly kind: 'gitlab'
  /** `group/subgroup/project` */
  readonly repository: string
  readonly workflow: string
  readonly ref: string | null
  readonly commit: string | null
  readonly trigger: string | null
  readonly environment: string | null
  readonly repositoryId: string | null
  readonly ownerId: string | null
}

export interface GooglePublisher extends PublisherBase {
  readonly kind: 'google'
  readonly email: string
}

export interface CircleCiPublisher extends PublisherBase {
  readonly kind: 'circleci'
  /** UUIDs. */
  readonly projectId: string
  readonly pipelineDefinitionId: string
  /** As CircleCI writes it: `github.com/owner/name`. */
  readonly repository: string | null
  readonly ref: string | null
  /** True where somebody had a shell in the job: what it made may be theirs and not the pipeline's. */
  readonly rerunWithSsh: boolean
}

export interface BuildkitePublisher extends PublisherBase {
  readonly kind: 'buildkite'
  readonly organization: string
  readonly pipeline: string
  readonly commit: string | null
  readonly trigger: string | null
}

export interface ActiveStatePublisher extends PublisherBase {
  readonly kind: 'activestate'
  readonly organization: string
  readonly project: string
}

export interface EmailPublisher extends PublisherBase {
  readonly kind: 'email'
  readonly email: string
}

/** A key that is trusted by itself: no certificate, so `issuer` is empty and `subject` the fingerprint. */
export interface KeyPublisher extends PublisherBase {
  readonly kind: 'key'
  /** sha256 of its SubjectPublicKeyInfo, hex. */
  readonly fingerprint: string
  /** Names of the keyrings that hold it; empty for a key of a Sigstore instance. */
  readonly keyrings: readonly string[]
  /** Whose it is, in the words of whoever imported it; empty for a key of a Sigstore instance. */
  readonly owner: string
}

/** A certificate that verifies, of an issuer whose claims are not read yet. */
export interface OtherPublisher extends PublisherBase {
  readonly kind: 'other'
}
