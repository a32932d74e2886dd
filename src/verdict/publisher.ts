/** Who published an artifact, as a verified certificate says it (Fulcio OIDs 1.3.6.1.4.1.57264.1.*). */
export type Publisher = GitHubPublisher | GitLabPublisher | GooglePublisher | EmailPublisher | OtherPublisher

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
  readonly environment: string | null
  readonly repositoryId: string | null
  readonly ownerId: string | null
}

export interface GooglePublisher extends PublisherBase {
  readonly kind: 'google'
  readonly email: string
}

export interface EmailPublisher extends PublisherBase {
  readonly kind: 'email'
  readonly email: string
}

/** A certificate that verifies, of an issuer whose claims are not read yet. */
export interface OtherPublisher extends PublisherBase {
  readonly kind: 'other'
}
