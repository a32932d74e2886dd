import type { Extension } from './certificate.ts'
import { implicit, sequence, utf8 } from './der.ts'

/** Who signs in the world. Only what a test cares about need be given. */
export type WorldPublisher =
  | {
      readonly kind: 'github'
      /** `owner/name` */
      readonly repository: string
      /** File name below `.github/workflows/`. */
      readonly workflow: string
      readonly ref?: string
      readonly commit?: string
      readonly trigger?: string
      readonly environment?: string
      readonly repositoryId?: string
      readonly ownerId?: string
      /** The reusable workflow that signs, with its ref; the workflow itself where absent. */
      readonly builder?: string
      /** `github-hosted` where absent. */
      readonly runner?: string
    }
  | {
      readonly kind: 'gitlab'
      /** Of a GitLab of one's own: its address, which is its issuer too. */
      readonly home?: string
      readonly runner?: string
      readonly trigger?: string
      readonly repository: string
      readonly workflow?: string
      readonly ref?: string
      readonly commit?: string
      readonly environment?: string
      readonly repositoryId?: string
      readonly ownerId?: string
    }
  | {
      readonly kind: 'circleci'
      readonly projectId: string
      readonly pipelineDefinitionId: string
      readonly repository?: string
      readonly ref?: string
      readonly rerunWithSsh?: boolean
    }
  | {
      readonly kind: 'buildkite'
      readonly organization: string
      readonly pipeline: string
      readonly commit?: string
      readonly trigger?: string
    }
  | { readonly kind: 'activestate'; readonly organization: string; readonly project: string }
  | { readonly kind: 'email'; readonly email: string; readonly issuer?: string }
  | { readonly kind: 'google'; readonly email: string }

const FULCIO = '1.3.6.1.4.1.57264.1'
const SAN = '2.5.29.17'
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'
const GITLAB_ISSUER = 'https://gitlab.com'
const GOOGLE_ISSUER = 'https://accounts.google.com'
const CIRCLECI_ISSUER = 'https://oidc.circleci.com'
const BUILDKITE_ISSUER = 'https://agent.buildkite.com'
const ACTIVESTATE_ISSUER = 'https://platform.activestate.com/api/v1/oauth/oidc'
const EMAIL_ISSUER = 'https://github.com/login/oauth'
const COMMIT = '621e4974ca25ce531773def586ba3ed8e736b3fc'

const uriName = (uri: string): Extension => ({
  id: SAN,
  critical: true,
  value: sequence(implicit(6, Buffer.from(uri))),
})

const mailName = (email: string): Extension => ({
  id: SAN,
  critical: true,
  value: sequence(implicit(1, Buffer.from(email))),
})

/** `.1.1` to `.1.6` hold raw text, `.1.8` and later a DER UTF8String. */
export const claim = (number: number, text: string): Extension => ({
  id: `${FULCIO}.${number}`,
  value: number < 8 ? Buffer.from(text) : utf8(text),
})

/** Of a certificate of no kind that is known, or with claims that are wrong. */
export const identityOf = (
  subject: string,
  claims: Readonly<Record<number, string>>,
): readonly Extension[] => [
  uriName(subject),
  ...Object.entries(claims).map(([number, text]) => claim(Number(number), text)),
]

const mail = (email: string, issuer: string): Extension[] => [
  mailName(email),
  claim(1, issuer),
  claim(8, issuer),
]

const forge = (
  host: string,
  path: string,
  publisher: Extract<WorldPublisher, { kind: 'github' | 'gitlab' }>,
) => {
  const { repository, ref = 'refs/heads/main', commit = COMMIT, environment } = publisher
  const { repositoryId = '14899596', ownerId = '647025' } = publisher
  const workflow = `${host}/${repository}/${path}@${ref}`
  const signer = ('builder' in publisher ? publisher.builder : undefined) ?? workflow
  return [
    uriName(signer),
    claim(9, signer),
    claim(10, commit),
    claim(12, `${host}/${repository}`),
    claim(13, commit),
    claim(14, ref),
    claim(15, repositoryId),
    claim(16, `${host}/${repository.slice(0, repository.indexOf('/'))}`),
    claim(17, ownerId),
    claim(18, workflow),
    claim(19, commit),
    ...(environment === undefined ? [] : [claim(23, environment)]),
  ]
}

const github = (publisher: Extract<WorldPublisher, { kind: 'github' }>): Extension[] => {
  const { repository, workflow, ref = 'refs/heads/main', commit = COMMIT, trigger = 'push' } = publisher
  return [
    ...forge('https://github.com', `.github/workflows/${workflow}`, publisher),
    claim(1, GITHUB_ISSUER),
    claim(2, trigger),
    claim(3, commit),
    claim(4, 'Release'),
    claim(5, repository),
    claim(6, ref),
    claim(8, GITHUB_ISSUER),
    claim(11, publisher.runner ?? 'github-hosted'),
    claim(20, trigger),
    claim(21, `https://github.com/${repository}/actions/runs/11713038981/attempts/1`),
    claim(22, 'public'),
  ]
}

/** sigstore/fulcio `config/identity/config.yaml`, `circleci-job`. */
const circleCi = (publisher: Extract<WorldPublisher, { kind: 'circleci' }>): readonly Extension[] => {
  const { projectId, pipelineDefinitionId, repository, ref, rerunWithSsh = false } = publisher
  const subject = `https://circleci.com/api/v2/projects/${projectId}/pipeline-definitions/${pipelineDefinitionId}`
  return identityOf(subject, {
    1: CIRCLECI_ISSUER,
    8: CIRCLECI_ISSUER,
    9: subject,
    11: rerunWithSsh ? 'ssh-rerun' : '""',
    ...(repository === undefined ? {} : { 12: repository }),
    ...(ref === undefined ? {} : { 14: ref }),
    18: 'https://circleci.com/api/v2/pipeline/4cd1b7e4-3b0c-4a5b-8a54-0d8a5f1a2b3c/config',
  })
}

/** The subject alternative name and the Fulcio extensions that the publisher's certificate carries. */
export const identityExtensions = (publisher: WorldPublisher): readonly Extension[] => {
  switch (publisher.kind) {
    case 'github':
      return github(publisher)
    case 'gitlab': {
      const { home = GITLAB_ISSUER, workflow = '.gitlab-ci.yml', trigger = 'push' } = publisher
      return [
        ...forge(home, `/${workflow}`, publisher),
        claim(1, home),
        claim(8, home),
        claim(11, publisher.runner ?? 'gitlab-hosted'),
        claim(20, trigger),
      ]
    }
    case 'circleci':
      return circleCi(publisher)
    case 'buildkite': {
      const { organization, pipeline, commit = COMMIT, trigger = 'webhook' } = publisher
      return identityOf(`https://buildkite.com/${organization}/${pipeline}`, {
        1: BUILDKITE_ISSUER,
        8: BUILDKITE_ISSUER,
        11: 'buildkite-hosted',
        13: commit,
        20: trigger,
        21: `https://buildkite.com/${organization}/${pipeline}/builds/7#0190046e-e199-453b-a302-a21a4d649d31`,
      })
    }
    case 'activestate': {
      const { organization, project } = publisher
      return identityOf(`https://platform.activestate.com/${organization}/${project}`, {
        8: ACTIVESTATE_ISSUER,
      })
    }
    case 'email':
      return mail(publisher.email, publisher.issuer ?? EMAIL_ISSUER)
    case 'google':
      return mail(publisher.email, GOOGLE_ISSUER)
  }
}

/** The publisher as an index writes it into a provenance object (PEP 740). */
export const publisherObject = (publisher: WorldPublisher): Readonly<Record<string, unknown>> => {
  switch (publisher.kind) {
    case 'github': {
      const { repository, workflow, environment = '' } = publisher
      return { kind: 'GitHub', repository, workflow, environment }
    }
    case 'gitlab': {
      const { repository, workflow = '.gitlab-ci.yml', environment = '', home } = publisher
      const more = home === undefined ? {} : { issuer_url: home }
      return { kind: 'GitLab', repository, workflow_filepath: workflow, environment, ...more }
    }
    case 'circleci': {
      const { projectId, pipelineDefinitionId, repository, ref } = publisher
      return {
        kind: 'CircleCI',
        project_id: projectId,
        pipeline_definition_id: pipelineDefinitionId,
        vcs_origin: repository ?? null,
        vcs_ref: ref ?? null,
      }
    }
    case 'buildkite': {
      const { organization, pipeline } = publisher
      return { kind: 'Buildkite', organization, pipeline }
    }
    case 'activestate': {
      const { organization, project } = publisher
      return { kind: 'ActiveState', organization, project }
    }
    case 'email':
    case 'google':
      return { kind: 'Google', email: publisher.email }
  }
}
