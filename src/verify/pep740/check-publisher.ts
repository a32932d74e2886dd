import type { Publisher } from '../../verdict/index.ts'
import { expect } from '../unverified.ts'
import type { PublisherObject } from './read-attestation.ts'

/** Of a value, in words for people. */
const MAX_SHOWN = 200

/**
 * That the publisher which the index names is the one whom the certificate names (PEP 740). Throws `Unverified`
 * TC2122 where they differ, TC2121 for a kind of publisher that isn't known.
 */
export function checkPublisher(claimed: PublisherObject, publisher: Publisher): void {
  const expected = expectedFields(claimed)
  expect(expected !== null, 'TC2121', 'a publisher of a known kind', claimed.kind.slice(0, 40))
  const found = foundFields(publisher)
  const differs = Object.entries(expected).filter(
    // Certificates name their environment only since 2025, so none is no contradiction.
    ([name, value]) => found[name] !== value && !(name === 'environment' && found[name] === undefined),
  )
  const words = (fields: Fields): string =>
    differs.map(([name]) => `${name} ${fields[name]?.slice(0, MAX_SHOWN) ?? 'none'}`).join(', ')
  expect(differs.length === 0, 'TC2122', words(expected), words(found))
}

type Fields = Readonly<Record<string, string>>

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'
/** PEP 740's object names no issuer, so the public one is meant unless the index adds another. */
const GITLAB_ISSUER = 'https://gitlab.com'

function expectedFields(claimed: PublisherObject): Fields | null {
  switch (claimed.kind) {
    case 'GitHub':
      return {
        kind: 'github',
        issuer: GITHUB_ISSUER,
        ...texts(claimed, { repository: 'repository', workflow: 'workflow' }),
        ...optional(claimed, { environment: 'environment' }),
      }
    case 'GitLab':
      return {
        kind: 'gitlab',
        issuer: GITLAB_ISSUER,
        ...texts(claimed, { repository: 'repository', workflow: 'workflow_filepath' }),
        ...optional(claimed, { environment: 'environment', issuer: 'issuer_url' }),
      }
    case 'Google':
      return { kind: 'google', ...texts(claimed, { email: 'email' }) }
    case 'CircleCI':
      return {
        kind: 'circleci',
        ...texts(claimed, { project: 'project_id', definition: 'pipeline_definition_id' }),
        ...optional(claimed, { repository: 'vcs_origin', ref: 'vcs_ref' }),
      }
    case 'Buildkite':
      return { kind: 'buildkite', ...texts(claimed, { organization: 'organization', pipeline: 'pipeline' }) }
    case 'ActiveState':
      return { kind: 'activestate', ...texts(claimed, { organization: 'organization', project: 'project' }) }
    default:
      return null
  }
}

function texts(claimed: PublisherObject, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(names).map(([name, key]) => {
      const value = claimed[key]
      expect(typeof value === 'string', 'TC2110', `\`${key}\` in the publisher object`, typeof value)
      return [name, value]
    }),
  )
}

/** Empty and absent mean that the index doesn't say. */
function optional(claimed: PublisherObject, names: Readonly<Record<string, string>>): Fields {
  return Object.fromEntries(
    Object.entries(names).flatMap(([name, key]) => {
      const value = claimed[key]
      return typeof value === 'string' && value !== '' ? [[name, value]] : []
    }),
  )
}

function foundFields(publisher: Publisher): Fields {
  const { kind } = publisher
  switch (kind) {
    case 'github':
    case 'gitlab': {
      const { issuer, repository, workflow, environment } = publisher
      return { kind, issuer, repository, workflow, ...(environment === null ? {} : { environment }) }
    }
    case 'google':
    case 'email':
      return { kind, email: publisher.email }
    case 'circleci': {
      const { projectId: project, pipelineDefinitionId: definition, repository, ref } = publisher
      return { kind, project, definition, repository: repository ?? '', ref: ref ?? '' }
    }
    case 'buildkite':
      return { kind, organization: publisher.organization, pipeline: publisher.pipeline }
    case 'activestate':
      return { kind, organization: publisher.organization, project: publisher.project }
    case 'key':
    case 'other':
      return { kind }
  }
}
