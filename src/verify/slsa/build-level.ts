import type { BuildLevel, Publisher } from '../../verdict/index.ts'
import type { Platform } from '../sigstore/index.ts'
import { isIsolatedBuilder } from './isolated-builders.ts'
import type { SlsaProvenance } from './read-provenance.ts'

/** A build level with why it is no higher, in a reader's words. */
export interface LevelFound {
  readonly level: BuildLevel
  readonly why: string
}

const MAX_SHOWN = 300
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'
const GITLAB_ISSUER = 'https://gitlab.com'
/** What npm's client calls GitHub's own runners, whatever the workflow. */
const GITHUB_RUNNER = 'https://github.com/actions/runner/github-hosted'

/**
 * The SLSA build level (SLSA v1.0 «build levels») that a provenance which verifies can be given. Nothing in the statement
 * raises it: level 1 is what anybody can sign; level 2 needs a certificate for a job on runners that a hosted platform
 * runs itself, whose build signer is the builder that the statement names, and whose source is the one that it names;
 * level 3 beside it a build signer of the closed table of isolated builders.
 */
export function buildLevel(
  provenance: SlsaProvenance,
  publisher: Publisher,
  platform: Platform | null,
): LevelFound {
  if (platform === null) return level1('it was signed by nobody that a build platform vouches for')
  const hosted = hostedBy(publisher, platform)
  if (hosted === null) return level1('it was not signed on runners that a hosted build platform runs itself')
  const { builder, source } = provenance
  if (!hosted(builder)) {
    return level1(`it names the builder ${shown(builder)}, and was signed by ${shown(platform.buildSigner)}`)
  }
  const differs = source === null ? null : differingSource(source, platform)
  if (differs !== null) return level1(differs)
  const isIsolated = publisher.issuer === GITHUB_ISSUER && isIsolatedBuilder(platform.buildSigner)
  if (isIsolated && builder === platform.buildSigner) return { level: 3, why: 'no higher level is known' }
  return { level: 2, why: `${shown(builder)} is no isolated builder that is known` }
}

const level1 = (why: string): LevelFound => ({ level: 1, why })

type IsBuilder = (id: string) => boolean

/** What the builder may be called where the job ran on the platform's own runners; null where that is not proven. */
function hostedBy(publisher: Publisher, { buildSigner, runner, repository }: Platform): IsBuilder | null {
  switch (publisher.kind) {
    case 'github':
      return runner === 'github-hosted' ? (id) => id === buildSigner || id === GITHUB_RUNNER : null
    case 'gitlab': {
      // Whoever runs a GitLab of their own says themselves what its runners are.
      const isHosted = publisher.issuer === GITLAB_ISSUER && runner === 'gitlab-hosted'
      return isHosted ? (id) => id === buildSigner || isGitLabRunner(id, repository) : null
    }
    case 'buildkite':
      return runner === 'buildkite-hosted' ? (id) => id === buildSigner : null
    case 'circleci':
    case 'google':
    case 'activestate':
    case 'email':
    case 'key':
    case 'other':
      return null
  }
}

/** What GitLab's runner calls itself in the provenance that it writes: `https://gitlab.com/group/pay/-/runners/12270807`. */
function isGitLabRunner(id: string, repository: string | null): boolean {
  if (repository === null || !id.startsWith(repository)) return false
  return /^\/-\/runners\/\d+$/.test(id.slice(repository.length))
}

/** What the statement says of its source against what the platform says. */
function differingSource(
  { repository, commit }: NonNullable<SlsaProvenance['source']>,
  platform: Platform,
): string | null {
  if (platform.repository !== null && repository !== platform.repository)
    return `it names the source ${shown(repository)}, and was signed for ${shown(platform.repository)}`
  if (platform.commit !== null && commit !== null && commit !== platform.commit)
    return `it names the commit ${shown(commit)}, and was signed for ${shown(platform.commit)}`
  return null
}

function shown(text: string): string {
  return text.slice(0, MAX_SHOWN)
}
