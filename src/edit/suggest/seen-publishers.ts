import type { DecisionRecord } from '../../protocol/index.ts'
import type { GitHubPublisher, GitLabPublisher, Publisher } from '../../verdict/index.ts'

/** Who has attested files of projects, as verified in what was recorded. */
export interface SeenPublisher {
  /** As a policy writes it: `{ kind: github, repository: pallets/flask, workflow: publish.yaml }`. */
  readonly identity: Readonly<Record<string, string>>
  readonly projects: ReadonlyMap<string, SeenProject>
}

export interface SeenProject {
  readonly versions: readonly string[]
  readonly files: number
  /** Seconds since the epoch, UTC. */
  readonly lastAt: number
}

export interface Seeing {
  add(records: readonly DecisionRecord[]): void
  result(): readonly SeenPublisher[]
}

/** Publishers that one suggestion can hold. */
export const MAX_PUBLISHERS = 500
/** What stands for itself in a pattern, and in YAML. */
const PLAIN = /^[A-Za-z0-9][A-Za-z0-9._@+/-]{0,200}$/

interface Project {
  readonly versions: Set<string>
  readonly files: Set<string>
  lastAt: number
}

/** Collects who attested what, from decisions that refused nothing: evidence of other files is no reason to trust. */
export function startSeeing(): Seeing {
  const seen = new Map<string, Map<string, Project>>()
  return {
    add: (records) => {
      for (const record of records) addRecord(seen, record)
    },
    result: () =>
      [...seen].map(([key, projects]) => ({
        identity: identityIn(key),
        projects: new Map([...projects].map(([name, project]) => [name, told(project)])),
      })),
  }
}

function addRecord(seen: Map<string, Map<string, Project>>, { artifact, verdict, at }: DecisionRecord): void {
  if (verdict.decision === 'block' || !('sha256' in artifact) || artifact.index === null) return
  for (const fact of verdict.facts) {
    if (fact.check !== 'attestation' || fact.result !== 'ok') continue
    const identity = identityOf(fact.publisher)
    const key = JSON.stringify(identity)
    if (identity === null || (!seen.has(key) && seen.size >= MAX_PUBLISHERS)) continue
    const projects = seen.get(key) ?? new Map<string, Project>()
    seen.set(key, projects)
    const project = projects.get(artifact.project) ?? { versions: new Set(), files: new Set(), lastAt: 0 }
    projects.set(artifact.project, project)
    project.versions.add(artifact.version)
    project.files.add(artifact.sha256)
    project.lastAt = Math.max(project.lastAt, at)
  }
}

function told({ versions, files, lastAt }: Project): SeenProject {
  return { versions: [...versions], files: files.size, lastAt }
}

function identityIn(key: string): Readonly<Record<string, string>> {
  const identity: Readonly<Record<string, string>> = JSON.parse(key)
  return identity
}

/** Null for whoever can't be named exactly in a policy: a certificate's text must not become a pattern. */
function identityOf(publisher: Publisher): Readonly<Record<string, string>> | null {
  const identity = entryOf(publisher)
  return identity !== null && Object.values(identity).every((part) => isPlain(part)) ? identity : null
}

function entryOf(publisher: Publisher): Readonly<Record<string, string>> | null {
  switch (publisher.kind) {
    case 'github':
      return repositoryOf(publisher)
    case 'gitlab': {
      const { issuer } = publisher
      return { ...repositoryOf(publisher), ...(issuer === 'https://gitlab.com' ? {} : { issuer }) }
    }
    case 'google':
      return { kind: 'google', email: publisher.email }
    case 'email':
      return { kind: 'email', email: publisher.email, issuer: publisher.issuer }
    case 'circleci': {
      const { kind, projectId, pipelineDefinitionId, repository, rerunWithSsh } = publisher
      // What somebody with a shell may have made is nothing to be held to.
      if (rerunWithSsh) return null
      return { kind, projectId, pipelineDefinitionId, ...(repository === null ? {} : { repository }) }
    }
    case 'buildkite': {
      const { kind, organization, pipeline } = publisher
      return { kind, organization, pipeline }
    }
    case 'activestate':
    case 'key':
    case 'other':
      return null
  }
}

/** With the repository's number, which a name that somebody else takes over does not have. */
function repositoryOf({
  kind,
  repository,
  workflow,
  environment,
  repositoryId,
}: GitHubPublisher | GitLabPublisher): Readonly<Record<string, string>> {
  return {
    kind,
    repository,
    workflow,
    ...(environment === null ? {} : { environment }),
    ...(repositoryId === null ? {} : { repositoryId }),
  }
}

function isPlain(part: string): boolean {
  return PLAIN.test(part) || (/^https:\/\/[A-Za-z0-9./-]{1,200}$/.test(part) && !part.includes('*'))
}
