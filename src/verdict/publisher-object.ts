import type { Publisher } from './publisher.ts'

/** A publisher by the fields that say who it is, under one name whatever index or certificate calls them. */
export type PublisherFields = Readonly<Record<string, string>>

/** `kind` is not known, or the field `key` is wanting. */
export type ReadPublisher =
  | { readonly ok: true; readonly fields: PublisherFields }
  | { readonly ok: false; readonly wanting: 'kind' | 'field'; readonly key: string; readonly found: string }

const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com'
/** PEP 740's object names no issuer, so the public one is meant unless the index adds another. */
const GITLAB_ISSUER = 'https://gitlab.com'

interface Form {
  readonly fixed: PublisherFields
  /** Our names of fields by those of the object. */
  readonly needed: PublisherFields
  readonly optional: PublisherFields
}

const FORMS: ReadonlyMap<string, Form> = new Map([
  [
    'GitHub',
    {
      fixed: { kind: 'github', issuer: GITHUB_ISSUER },
      needed: { repository: 'repository', workflow: 'workflow' },
      optional: { environment: 'environment' },
    },
  ],
  [
    'GitLab',
    {
      fixed: { kind: 'gitlab', issuer: GITLAB_ISSUER },
      needed: { repository: 'repository', workflow: 'workflow_filepath' },
      optional: { environment: 'environment', issuer: 'issuer_url' },
    },
  ],
  ['Google', { fixed: { kind: 'google' }, needed: { email: 'email' }, optional: {} }],
  [
    'CircleCI',
    {
      fixed: { kind: 'circleci' },
      needed: { project: 'project_id', definition: 'pipeline_definition_id' },
      optional: { repository: 'vcs_origin', ref: 'vcs_ref' },
    },
  ],
  [
    'Buildkite',
    {
      fixed: { kind: 'buildkite' },
      needed: { organization: 'organization', pipeline: 'pipeline' },
      optional: {},
    },
  ],
  [
    'ActiveState',
    {
      fixed: { kind: 'activestate' },
      needed: { organization: 'organization', project: 'project' },
      optional: {},
    },
  ],
])

/** Reads a publisher object as indexes write it (PEP 740); of optional fields empty and absent say nothing. */
export function readPublisherObject(claimed: Readonly<Record<string, unknown>>): ReadPublisher {
  const { kind } = claimed
  const form = typeof kind === 'string' ? FORMS.get(kind) : undefined
  if (form === undefined) {
    return { ok: false, wanting: 'kind', key: 'kind', found: typeof kind === 'string' ? kind : typeof kind }
  }
  const fields: Record<string, string> = { ...form.fixed }
  for (const [name, key] of Object.entries(form.needed)) {
    const value = claimed[key]
    if (typeof value !== 'string') return { ok: false, wanting: 'field', key, found: typeof value }
    fields[name] = value
  }
  for (const [name, key] of Object.entries(form.optional)) {
    const value = claimed[key]
    if (typeof value === 'string' && value !== '') fields[name] = value
  }
  return { ok: true, fields }
}

/** Names of the fields in which a publisher, by its certificate, is another than was named. Compared to the letter. */
export function differingFields(named: PublisherFields, publisher: Publisher): readonly string[] {
  const found = publisherFields(publisher)
  return Object.entries(named).flatMap(([name, value]) => {
    // Certificates name their environment only since 2025, so none is no contradiction.
    const isUnsaid = name === 'environment' && found[name] === undefined
    return found[name] === value || isUnsaid ? [] : [name]
  })
}

/** The fields of a publisher by certificate. */
export function publisherFields(publisher: Publisher): PublisherFields {
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
