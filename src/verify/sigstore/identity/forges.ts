import type { GitHubPublisher, GitLabPublisher } from '../../../verdict/index.ts'
import { CLAIM, type Claims } from './claims.ts'
import { below, type Base } from './base.ts'

const GITHUB = { issuer: 'https://token.actions.githubusercontent.com', home: 'https://github.com/' }

/**
 * A workflow of GitHub, of the one issuer or of an enterprise's own below it. `.18` names the workflow that was started:
 * where that calls a reusable one, the subject is the latter instead.
 */
export function gitHub(base: Base, claims: Claims): GitHubPublisher | null {
  const isGitHub = base.issuer === GITHUB.issuer || below(`${GITHUB.issuer}/`, base.issuer) !== null
  const repository = below(GITHUB.home, claims.get(CLAIM.repository))
  if (!isGitHub || repository === null) return null
  const config = claims.get(CLAIM.buildConfig) ?? base.subject
  const workflow = beforeRef(below(`${GITHUB.home}${repository}/.github/workflows/`, config))
  return workflow === null ? null : { ...base, kind: 'github', ...sourceOf(repository, workflow, claims) }
}

/**
 * A pipeline of gitlab.com, or of any other GitLab: that is known by its issuer, which is its own address, by a
 * repository below that, and by the double slash between the project and the path of its configuration.
 */
export function gitLab(base: Base, claims: Claims): GitLabPublisher | null {
  const home = `${base.issuer}/`
  const repository = below(home, claims.get(CLAIM.repository))
  if (!isOrigin(base.issuer) || repository === null) return null
  const workflow = beforeRef(below(`${home}${repository}//`, claims.get(CLAIM.buildConfig) ?? base.subject))
  return workflow === null ? null : { ...base, kind: 'gitlab', ...sourceOf(repository, workflow, claims) }
}

function sourceOf(repository: string, workflow: string, claims: Claims) {
  return {
    repository,
    workflow,
    ref: claims.get(CLAIM.ref) ?? null,
    commit: claims.get(CLAIM.commit) ?? null,
    trigger: claims.get(CLAIM.trigger) ?? null,
    environment: claims.get(CLAIM.environment) ?? null,
    repositoryId: claims.get(CLAIM.repositoryId) ?? null,
    ownerId: claims.get(CLAIM.ownerId) ?? null,
  }
}

/** `release.yml@refs/heads/main`: refs may hold an @, file names of workflows before it don't. */
function beforeRef(path: string | null): string | null {
  const at = path?.indexOf('@') ?? -1
  return path === null || at <= 0 ? null : path.slice(0, at)
}

function isOrigin(url: string): boolean {
  return url.startsWith('https://') && URL.canParse(url) && new URL(url).origin === url
}
