import type { PolicyFile, RuleEntry } from '../../policy/index.ts'
import { flowText } from '../change/index.ts'
import type { SeenPublisher } from './seen-publishers.ts'

/** Rules that hold projects to the publishers that they had until now. */
export interface Suggestion {
  readonly identities: readonly string[]
  readonly projects: readonly string[]
  /** Projects that some rule of the policy names already. */
  readonly left: readonly string[]
  /** YAML with comments, to be pasted into a policy; empty where there is nothing to suggest. */
  readonly text: string
}

/**
 * What to paste so that wheels from an index of these projects must be attested by who attested them before, beside all that is
 * required of them already: so it only tightens. Everything else of the projects stays with the rules that are there.
 */
export function suggestRules(seen: readonly SeenPublisher[], policy: PolicyFile): Suggestion {
  const left = new Set(
    (policy.rules ?? []).flatMap(({ match }) => (match.project ?? []).filter((name) => name !== '*')),
  )
  const names = new Map<string, SeenPublisher>()
  for (const publisher of seen) names.set(freeName(publisher, names, policy), publisher)
  const byProject = new Map<string, string[]>()
  for (const [name, { projects }] of names) {
    for (const project of projects.keys())
      if (!left.has(project)) byProject.set(project, [...(byProject.get(project) ?? []), name])
  }
  const used = [...names].filter(([name]) => [...byProject.values()].some((each) => each.includes(name)))
  return {
    identities: used.map(([name]) => name),
    projects: [...byProject.keys()].toSorted(),
    left: [...left].toSorted(),
    text: used.length === 0 ? '' : textOf(used, byProject, policy),
  }
}

/** `pallets-flask`, or with the workflow where that is taken. */
function freeName(
  { identity }: SeenPublisher,
  names: ReadonlyMap<string, SeenPublisher>,
  { identities = {}, requirements = {} }: PolicyFile,
): string {
  const { repository, workflow = '', email, organization, pipeline = '', projectId = '' } = identity
  const pipelines = organization === undefined ? projectId : `${organization}-${pipeline}`
  const base = plain(repository ?? email ?? pipelines)
  const isFree = (name: string): boolean =>
    !names.has(name) && !Object.hasOwn(identities, name) && !Object.hasOwn(requirements, `by-${name}`)
  const candidates = [
    base,
    `${base}-${plain(workflow)}`,
    ...Array.from({ length: 100 }, (_, nth) => `${base}-${nth + 2}`),
  ]
  return candidates.find(isFree) ?? base
}

/** Room for `by-` and a number within the 64 characters of a name. */
const MAX_NAME = 40

function plain(text: string): string {
  return text
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, MAX_NAME)
}

type Named = readonly (readonly [string, SeenPublisher])[]

function textOf(used: Named, byProject: ReadonlyMap<string, readonly string[]>, policy: PolicyFile): string {
  const groups = Map.groupBy([...byProject.keys()].toSorted(), (project) =>
    (byProject.get(project) ?? []).toSorted().join(' '),
  )
  const today = ruleForTheRest(policy)
  return [
    '# Who attested these projects until now, required from now on. Look at each line before you paste it; where a section is in your',
    '# policy already, put the lines under it, the rules before your own.',
    'identities:',
    ...used.flatMap(([name, publisher]) => identityLines(name, publisher)),
    'requirements:',
    ...[...groups.keys()].map(
      (names) => `  ${idOf(names)}: { attestation: { by: ${flowText(names.split(' '))} } }`,
    ),
    'rules:',
    ...[...groups].map(([names, projects]) => `  - ${flowText(ruleOf(names, projects, today))}`),
    '',
  ].join('\n')
}

function identityLines(name: string, { identity, projects }: SeenPublisher): readonly string[] {
  const seen = [...projects]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([project, { versions, files, lastAt }]) => {
      const day = new Date(lastAt * 1000).toISOString().slice(0, 10)
      return `  # ${project} ${versionsText(versions)}: ${files} ${files === 1 ? 'file' : 'files'}, last on ${day}`
    })
  return [...seen, `  ${name}: ${flowText(identity)}`]
}

const MAX_VERSIONS = 4

function versionsText(versions: readonly string[]): string {
  const more = versions.length - MAX_VERSIONS
  return `${versions.slice(0, MAX_VERSIONS).join(', ')}${more > 0 ? ` and ${more} more` : ''}`
}

/** Longest name that a policy takes. */
const MAX_ID = 64

function idOf(names: string): string {
  return `by-${names.replaceAll(' ', '-or-')}`.slice(0, MAX_ID)
}

/** The rule that decides about whatever no other rule is about. */
function ruleForTheRest({ rules = [] }: PolicyFile): RuleEntry | null {
  return (
    rules.find(({ match }) => Object.keys(match).length === 1 && match.project?.includes('*') === true) ??
    null
  )
}

/** As hard as the rule that decided before, in everything. */
function ruleOf(names: string, projects: readonly string[], today: RuleEntry | null): object {
  return {
    id: idOf(names),
    match: { project: projects, kind: ['wheel'], channel: ['index', 'cache'] },
    ...(today?.warn !== undefined && { warn: today.warn }),
    require: [...(today?.require ?? []), idOf(names)],
    onMissing: 'block',
    ...(today?.onTooYoung !== undefined && { onTooYoung: today.onTooYoung }),
  }
}
