import type { CircleCiPublisher, Publisher } from '../../verdict/index.ts'
import { ISSUERS } from '../issuers.ts'
import type { PublisherEntry } from '../schema/index.ts'

/** The publisher that a test describes, as a certificate would prove it. */
export function givenPublisher(entry: PublisherEntry): Publisher {
  const { github, google, email, circleci, buildkite, issuer = '' } = entry
  if (google !== undefined) return { kind: 'google', issuer: ISSUERS.google, subject: google, email: google }
  if (email !== undefined) return { kind: 'email', issuer, subject: email, email }
  if (entry.keyring !== undefined) return keyPublisher(entry.keyring, entry.owner ?? '')
  if (circleci !== undefined) return givenCircleCi(circleci, entry)
  if (buildkite !== undefined) return givenBuildkite(buildkite, entry)
  if (github === undefined) {
    return { kind: 'gitlab', issuer: entry.issuer ?? ISSUERS.gitlab, ...repositoryOf(entry) }
  }
  return { kind: 'github', issuer: ISSUERS.github, ...repositoryOf(entry) }
}

function repositoryOf(entry: PublisherEntry) {
  const repository = entry.github ?? entry.gitlab ?? ''
  return {
    subject: entry.builder ?? repository,
    repository,
    workflow: entry.workflow ?? '',
    ref: entry.ref ?? null,
    commit: null,
    trigger: entry.trigger ?? null,
    environment: entry.environment ?? null,
    repositoryId: entry.repositoryId ?? null,
    ownerId: entry.ownerId ?? null,
  }
}

function givenCircleCi(projectId: string, entry: PublisherEntry): CircleCiPublisher {
  return {
    kind: 'circleci',
    issuer: ISSUERS.circleci,
    subject: projectId,
    projectId,
    pipelineDefinitionId: entry.pipelineDefinitionId ?? '',
    repository: entry.repository ?? null,
    ref: entry.ref ?? null,
    rerunWithSsh: entry.sshRerun ?? false,
  }
}

function givenBuildkite(text: string, { builder, trigger }: PublisherEntry): Publisher {
  const [organization = '', pipeline = ''] = text.split('/')
  const names = { organization, pipeline, commit: null, trigger: trigger ?? null }
  return { kind: 'buildkite', issuer: ISSUERS.buildkite, subject: builder ?? text, ...names }
}

function keyPublisher(keyring: string, owner: string): Publisher {
  return { kind: 'key', issuer: '', subject: owner, fingerprint: owner, keyrings: [keyring], owner }
}
