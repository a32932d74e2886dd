import * as v from 'valibot'

const GITHUB = 'https://token.actions.githubusercontent.com'
const GITLAB = 'https://gitlab.com'
const BUILDKITE = 'https://agent.buildkite.com'
const GOOGLE = 'https://accounts.google.com'

/** Whom a token names, as a policy's `identities` names publishers. */
export type TokenPublisher =
  | {
      readonly kind: 'github' | 'gitlab'
      readonly repository: string
      readonly workflow: string
      readonly refs: readonly [string]
      /** A GitLab of somebody's own. */
      readonly issuer?: string
    }
  | { readonly kind: 'buildkite'; readonly organization: string; readonly pipeline: string }
  | { readonly kind: 'google'; readonly email: string }
  | { readonly kind: 'email'; readonly email: string; readonly issuer: string }

/** Names are compared as patterns in a policy: none of them may hold what a pattern is made of. */
const Path = v.pipe(v.string(), v.maxLength(256), v.regex(/^[\w.-]+(?:\/[\w.-]+)+$/))
const Slug = v.pipe(v.string(), v.maxLength(256), v.regex(/^[\w.-]+$/))
const Workflow = v.pipe(v.string(), v.maxLength(1000), v.regex(/^[^@*?[\]\\\s]+@refs\/[^*?[\]\\\s]+$/))
const Email = v.pipe(v.string(), v.maxLength(256), v.regex(/^[^\s*?@[\]\\"]+@[\w.-]+$/))

const Ref = v.pipe(v.string(), v.maxLength(500), v.regex(/^refs\/[^*?[\]\\\s]+$/))
/** `ref` is what the job runs for, which the certificate has; the workflow's own is the same but for odd triggers. */
const GitHub = v.looseObject({ repository: Path, workflow_ref: Workflow, ref: v.optional(Ref) })
const GitLab = v.looseObject({ project_path: Path, ci_config_ref_uri: Workflow })
const Buildkite = v.looseObject({ organization_slug: Slug, pipeline_slug: Slug })

/**
 * The publisher that an issuer's token names, by the claims that Fulcio makes certificates of (sigstore/fulcio `docs/oidc.md`); null
 * where no policy could name it.
 */
export function tokenPublisher(issuer: string, claims: unknown): TokenPublisher | null {
  switch (issuer) {
    case GITHUB: {
      const read = v.safeParse(GitHub, claims)
      if (!read.success) return null
      const { repository, workflow_ref: workflow, ref } = read.output
      const found = forge('github', repository, workflow, `${repository}/.github/workflows/`)
      return found === null || ref === undefined ? found : { ...found, refs: [ref] }
    }
    case BUILDKITE: {
      const read = v.safeParse(Buildkite, claims)
      if (!read.success) return null
      const { organization_slug: organization, pipeline_slug: pipeline } = read.output
      return { kind: 'buildkite', organization, pipeline }
    }
    default:
      return gitLab(issuer, claims) ?? person(issuer, claims)
  }
}

/** gitlab.com, or another GitLab: its issuer is its own address. */
function gitLab(issuer: string, claims: unknown): TokenPublisher | null {
  const read = v.safeParse(GitLab, claims)
  const url = URL.parse(issuer)
  if (!read.success || url?.protocol !== 'https:' || url.origin !== issuer) return null
  const { project_path: repository, ci_config_ref_uri: workflow } = read.output
  const found = forge('gitlab', repository, workflow, `${url.host}/${repository}//`)
  return found === null || issuer === GITLAB ? found : { ...found, issuer }
}

function forge(
  kind: 'github' | 'gitlab',
  repository: string,
  workflowRef: string,
  before: string,
): Extract<TokenPublisher, { readonly kind: 'github' | 'gitlab' }> | null {
  const at = workflowRef.indexOf('@')
  const [path, ref] = [workflowRef.slice(0, at), workflowRef.slice(at + 1)]
  if (!path.startsWith(before)) return null
  return { kind, repository, workflow: path.slice(before.length), refs: [ref] }
}

function person(issuer: string, claims: unknown): TokenPublisher | null {
  const read = v.safeParse(v.looseObject({ email: Email }), claims)
  if (!read.success) return null
  const { email } = read.output
  return issuer === GOOGLE ? { kind: 'google', email } : { kind: 'email', email, issuer }
}
