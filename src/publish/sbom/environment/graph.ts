import {
  markerHolds,
  matchesSpecifier,
  parseRequirement,
  type CoreMetadata,
  type MarkerEnvironment,
  type ProjectName,
  type Requirement,
  type Version,
} from '../../../python/index.ts'

/** Who depends on whom among distributions of one place. */
export interface DependencyGraph {
  /** Names in order, for every distribution. */
  readonly dependsOn: ReadonlyMap<ProjectName, readonly ProjectName[]>
  /** In a reader's words: what is required and not there, of another version, or can't be read. */
  readonly doubts: readonly string[]
}

type Distribution = Pick<CoreMetadata, 'name' | 'version' | 'requiresDist'>

interface Wish {
  readonly requirement: Requirement
  readonly text: string
}

/**
 * The graph that `Requires-Dist` spans, markers evaluated for that environment. An extra counts once a distribution of
 * the environment asks for it (`foo[bar]`): which extras a person asked for is recorded nowhere.
 */
export function dependencyGraph(
  distributions: readonly Distribution[],
  environment: MarkerEnvironment,
): DependencyGraph {
  const versions = new Map(distributions.map(({ name, version }) => [name, version]))
  const doubts = new Set<string>()
  const wishes = new Map(distributions.map((each) => [each.name, wishesOf(each, doubts)]))
  const extras = activeExtras(wishes, environment)
  const dependsOn = new Map<ProjectName, readonly ProjectName[]>()
  for (const [name, all] of wishes) {
    const needed = all.filter(({ requirement }) =>
      isNeeded(requirement, extras.get(name) ?? new Set(), environment),
    )
    for (const wish of needed) doubts.add(doubtOf(name, wish, versions) ?? '')
    const targets = needed
      .map(({ requirement }) => requirement.project)
      .filter((each) => versions.has(each) && each !== name)
    dependsOn.set(name, [...new Set(targets)].toSorted())
  }
  return { dependsOn, doubts: [...doubts].filter((doubt) => doubt !== '').toSorted() }
}

function wishesOf({ name, requiresDist }: Distribution, doubts: Set<string>): readonly Wish[] {
  return requiresDist.flatMap((text) => {
    const requirement = parseRequirement(text)
    if (requirement === null) doubts.add(`\`${name}\` requires what can not be read: ${text.slice(0, 200)}`)
    return requirement === null ? [] : [{ requirement, text }]
  })
}

/** Grows until nothing is added: each round adds an extra at least, and there are no more than were written. */
function activeExtras(
  wishes: ReadonlyMap<ProjectName, readonly Wish[]>,
  environment: MarkerEnvironment,
): ReadonlyMap<ProjectName, ReadonlySet<string>> {
  const active = new Map<ProjectName, Set<string>>()
  const queue = [...wishes.keys()]
  for (const name of queue) {
    for (const { requirement } of wishes.get(name) ?? []) {
      const { project, extras } = requirement
      if (extras.length === 0 || !isNeeded(requirement, active.get(name) ?? new Set(), environment)) continue
      const known = active.get(project) ?? new Set()
      const before = known.size
      for (const extra of extras) known.add(extra)
      active.set(project, known)
      if (known.size > before && wishes.has(project)) queue.push(project)
    }
  }
  return active
}

function isNeeded(
  { marker }: Requirement,
  extras: ReadonlySet<string>,
  environment: MarkerEnvironment,
): boolean {
  return marker === null || ['', ...extras].some((extra) => markerHolds(marker, environment, extra))
}

function doubtOf(
  name: ProjectName,
  { requirement, text }: Wish,
  versions: ReadonlyMap<ProjectName, Version>,
): string | null {
  const version = versions.get(requirement.project)
  const wanted = text.split(';')[0]?.trim().slice(0, 200) ?? ''
  if (version === undefined) return `\`${name}\` requires \`${wanted}\`, which is not installed`
  return matchesSpecifier(requirement.specifiers, version)
    ? null
    : `\`${name}\` requires \`${wanted}\`, and ${version} is installed`
}
