import type { ActiveStatePublisher, BuildkitePublisher, CircleCiPublisher } from '../../../verdict/index.ts'
import { below, twoParts, type Base } from './base.ts'
import { CLAIM, type Claims } from './claims.ts'

const CIRCLECI_ISSUER = 'https://oidc.circleci.com'
const CIRCLECI =
  /^https:\/\/circleci\.com\/api\/v2\/projects\/([0-9a-fA-F-]{36})\/pipeline-definitions\/([0-9a-fA-F-]{36})$/
const SSH_RERUN = 'ssh-rerun'

/** A job of CircleCI, whose issuer is the one or an organization's own below it (sigstore/fulcio `config/identity`, `circleci-job`). */
export function circleCi(base: Base, claims: Claims): CircleCiPublisher | null {
  const isCircleCi = base.issuer === CIRCLECI_ISSUER || below(`${CIRCLECI_ISSUER}/org/`, base.issuer) !== null
  const [, projectId, pipelineDefinitionId] = CIRCLECI.exec(base.subject) ?? []
  if (!isCircleCi || projectId === undefined || pipelineDefinitionId === undefined) return null
  return {
    ...base,
    kind: 'circleci',
    projectId,
    pipelineDefinitionId,
    repository: claims.get(CLAIM.repository) ?? null,
    ref: claims.get(CLAIM.ref) ?? null,
    rerunWithSsh: claims.get(CLAIM.runner) === SSH_RERUN,
  }
}

const BUILDKITE = { issuer: 'https://agent.buildkite.com', home: 'https://buildkite.com/' }

/** A pipeline of Buildkite: its subject names organization and pipeline (`buildkite-job`). */
export function buildkite(base: Base, claims: Claims): BuildkitePublisher | null {
  const names = base.issuer === BUILDKITE.issuer ? twoParts(below(BUILDKITE.home, base.subject)) : null
  if (names === null) return null
  const [organization, pipeline] = names
  const [commit, trigger] = [claims.get(CLAIM.commit) ?? null, claims.get(CLAIM.trigger) ?? null]
  return { ...base, kind: 'buildkite', organization, pipeline, commit, trigger }
}

const ACTIVESTATE = {
  issuer: 'https://platform.activestate.com/api/v1/oauth/oidc',
  home: 'https://platform.activestate.com/',
}

/** A project of ActiveState's platform. The public instance doesn't issue to it yet; private ones name the project by its address. */
export function activeState(base: Base): ActiveStatePublisher | null {
  const names = base.issuer === ACTIVESTATE.issuer ? twoParts(below(ACTIVESTATE.home, base.subject)) : null
  if (names === null) return null
  const [organization, project] = names
  return { ...base, kind: 'activestate', organization, project }
}
