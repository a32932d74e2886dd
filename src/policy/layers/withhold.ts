import type { ProjectName } from '../../python/index.ts'
import type { DatedFile, DatedListing, Run, Withheld } from '../../verdict/index.ts'
import { indexUrl } from '../index-url.ts'
import { indexNames, isAbout, matches, settingsAt } from '../evaluate/index.ts'
import type { AgeRequirement, Policy, Requirement, Rule } from '../policy.ts'
import type { Layers } from './layers.ts'

/**
 * What a page is to be given without, because some layer's rule has `onTooYoung: older` and the file is younger than it
 * asks; by release and rule. What an exception excuses stays, as does what another kind of evidence may still make good.
 * `now` in seconds since the epoch, UTC.
 */
export function withhold(
  listing: DatedListing,
  context: Run['context'],
  layers: Layers,
  now: number,
): readonly Withheld[] {
  const young = layers.flatMap((policy) => {
    const rules = cooldowns(listing, context, policy, now)
    const pinned = new Set(listing.pinned)
    return listing.files.flatMap((file) => {
      const isPinned = pinned.has(file.filename)
      return youngFile(file, { policy, rules, project: listing.project, isPinned, now })
    })
  })
  return byRelease(latestOfEach(young))
}

interface Cooldown {
  readonly rule: Rule
  readonly ages: readonly AgeRequirement[]
}

interface YoungFile {
  readonly file: DatedFile
  readonly publishedAt: number
  readonly passesAt: number
  readonly minAgeSeconds: number
  readonly policy: string
  readonly rule: string
}

type Cooldowns = Readonly<Record<DatedFile['kind'], Cooldown | null>>

/** The rule that decides about files of each kind from this page, where it has a cooldown that keeps them out of it. */
function cooldowns(
  { index, project }: DatedListing,
  context: Run['context'],
  policy: Policy,
  now: number,
): Cooldowns {
  const origin = {
    project,
    context,
    indexes: indexNames(indexUrl(index.url), policy.indexes),
    channel: 'index',
  } as const
  const ofKind = (kind: DatedFile['kind']): Cooldown | null => {
    const rule = policy.rules.find(({ match }) => matches(match, { ...origin, kind }))
    if (rule === undefined || policy.mode !== 'enforce') return null
    const ages = rule.require.flatMap(({ node }) => bindingAges(node))
    const isOlder = settingsAt(rule, now).onTooYoung === 'older'
    return isOlder && ages.length > 0 ? { rule, ages } : null
  }
  return { wheel: ofKind('wheel'), sdist: ofKind('sdist') }
}

/** Ages that must be met whatever else is shown. */
function bindingAges(node: Requirement): readonly AgeRequirement[] {
  if (node.type === 'age') return [node]
  const mustAll = node.type === 'all' || (node.type === 'atLeast' && node.count === node.of.length)
  if (mustAll) return node.of.flatMap(bindingAges)
  return node.type === 'any' && node.of.length === 1 ? node.of.flatMap(bindingAges) : []
}

interface Surroundings {
  readonly policy: Policy
  readonly rules: Cooldowns
  readonly project: ProjectName
  /** Its very digest is pinned by the person. */
  readonly isPinned: boolean
  readonly now: number
}

function youngFile(
  file: DatedFile,
  { policy, rules, project, isPinned, now }: Surroundings,
): readonly YoungFile[] {
  const cooldown = rules[file.kind]
  const { publishedAt } = file
  if (cooldown === null || publishedAt === null) return []
  const ages = cooldown.ages.filter(({ unlessPinned }) => !(unlessPinned && isPinned))
  if (ages.length === 0) return []
  const minAgeSeconds = Math.max(...ages.map(({ minSeconds }) => minSeconds))
  const passesAt = publishedAt + minAgeSeconds
  if (passesAt <= now || isExcused(file, policy, project, now)) return []
  return [{ file, publishedAt, passesAt, minAgeSeconds, policy: policy.name, rule: cooldown.rule.id }]
}

function isExcused(
  { sha256, version }: DatedFile,
  { exceptions }: Policy,
  project: ProjectName,
  now: number,
): boolean {
  const excusable = { project, version, digests: sha256 === null ? [] : [sha256] }
  return exceptions.some((exception) => exception.waive.has('age') && isAbout(exception, excusable, now))
}

/** Of several layers the one that holds it back longest. */
function latestOfEach(young: readonly YoungFile[]): readonly YoungFile[] {
  const latest = new Map<string, YoungFile>()
  for (const each of young) {
    const before = latest.get(each.file.filename)
    if (before === undefined || each.passesAt > before.passesAt) latest.set(each.file.filename, each)
  }
  return [...latest.values()]
}

/** Files of one release that the same rule holds back are told together: the last of them says when they pass. */
function byRelease(young: readonly YoungFile[]): readonly Withheld[] {
  const releases = Map.groupBy(young, ({ file, policy, rule }) =>
    JSON.stringify([file.version, policy, rule]),
  )
  return [...releases.values()].flatMap((files) => {
    const [first, ...rest] = files
    if (first === undefined) return []
    const last = rest.reduce((latest, each) => (each.passesAt > latest.passesAt ? each : latest), first)
    const { file, publishedAt, passesAt, minAgeSeconds, policy, rule } = last
    const filenames = files.map((each) => each.file.filename)
    return [{ version: file.version, filenames, publishedAt, passesAt, minAgeSeconds, policy, rule }]
  })
}
