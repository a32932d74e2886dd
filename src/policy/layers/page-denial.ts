import type { IndexRef } from '../../artifact/index.ts'
import type { ProjectName } from '../../python/index.ts'
import type { PageDenial, Run } from '../../verdict/index.ts'
import { indexUrl } from '../index-url.ts'
import { indexNames, matches, privateHomes, type Matched } from '../evaluate/index.ts'
import type { FloorEntry, Match, Policy, Rule } from '../policy.ts'
import type { Layers } from './layers.ts'

/** A project's page that is about to be asked for. */
export interface PageSubject {
  readonly project: ProjectName
  readonly index: IndexRef
  readonly context: Run['context']
  /** URLs of the indexes on which this machine has seen the project. */
  readonly seenOn: readonly string[]
}

/**
 * Why an index must not be asked about a project, or null: the name is at home on a private index (TC4011, whatever the
 * mode: it is never told to others), or a policy that is enforced denies each of its files from there (TC4001).
 */
export function pageDenial(subject: PageSubject, layers: Layers): PageDenial | null {
  return (
    layers.map((policy) => privateDenial(subject, policy)).find((denial) => denial !== null) ??
    layers.map((policy) => ruleDenial(subject, policy)).find((denial) => denial !== null) ??
    null
  )
}

/**
 * URLs of the indexes that some layer calls private: each is asked whose name a name is before any other index hears it, and may be
 * asked itself. `published` are the layers of key directories: they have a say only where no other layer names one, since whoever calls
 * a public index private would have it told the names of the machine's own.
 */
export function privateIndexes(layers: Layers, published: readonly Policy[] = []): readonly string[] {
  const own = privateUrls(layers.filter((each) => !published.includes(each)))
  return own.length > 0 ? own : privateUrls(published)
}

function privateUrls(layers: readonly Policy[]): readonly string[] {
  const urls = layers.flatMap(({ indexes }) =>
    indexes.flatMap((index) => (index.private && index.url !== null ? [index.url] : [])),
  )
  return [...new Set(urls)]
}

function privateDenial({ project, index, seenOn }: PageSubject, policy: Policy): PageDenial | null {
  const [home] = privateHomes(indexUrl(index.url), seenOn, policy.indexes)
  if (home === undefined) return null
  const words = `${project} is a name of the private index ${home.name} (${home.url ?? ''})`
  return { code: 'TC4011', policy: policy.name, rule: 'floor', words }
}

function ruleDenial(subject: PageSubject, policy: Policy): PageDenial | null {
  if (policy.mode !== 'enforce') return null
  const { project, index, context } = subject
  const origin = {
    project,
    context,
    indexes: indexNames(indexUrl(index.url), policy.indexes),
    channel: 'index',
  } as const
  const floor = policy.floor.find((entry) => entry.deny !== null && deniesAll(entry, origin))
  const deciding = floor ?? denyingRule(policy.rules, origin)
  if (deciding === null) return null
  return { code: 'TC4001', policy: policy.name, rule: deciding.id, words: deciding.deny ?? '' }
}

type Origin = Omit<Matched, 'kind'>

const PAGE_KINDS = ['wheel', 'sdist'] as const

function deniesAll({ match }: FloorEntry, origin: Origin): boolean {
  return match === null || (isOfAnyForm(match) && matches(match, { ...origin, kind: 'wheel' }))
}

/** The rule that decides about a project's files from there; null where some file may be decided about otherwise. */
function denyingRule(rules: readonly Rule[], origin: Origin): Rule | null {
  const deciding = PAGE_KINDS.map((kind) => rules.find(({ match }) => matches(match, { ...origin, kind })))
  const [first] = deciding
  if (first === undefined || first.deny === null || !isOfAnyForm(first.match)) return null
  return deciding.every((rule) => rule === first) ? first : null
}

function isOfAnyForm({ kind, channel }: Match): boolean {
  return kind === null && channel === null
}
