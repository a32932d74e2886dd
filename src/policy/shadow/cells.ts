import type { MatchEntry, PolicyFile } from '../schema/index.ts'
import { CHANNELS, CONTEXTS, KINDS } from '../schema/index.ts'
import { indexUrl } from '../index-url.ts'

/** All that rules look at but the name: artifacts of one cell differ in nothing that any rule can tell. */
export interface Cell {
  readonly kind: string
  readonly channel: string
  readonly context: string
  readonly indexes: readonly string[]
}

/** Every combination that the matches can tell apart. Each kind may come by each channel: none is left out as unlikely. */
export function cellsOf(matches: readonly MatchEntry[], indexes: PolicyFile['indexes']): readonly Cell[] {
  const kinds = distinguished(
    KINDS,
    matches.flatMap(({ kind = [] }) => kind),
  )
  const channels = distinguished(
    CHANNELS,
    matches.flatMap(({ channel = [] }) => channel),
  )
  const contexts = distinguished(
    CONTEXTS,
    matches.flatMap(({ context = [] }) => context),
  )
  const named = new Set(matches.flatMap(({ index = [], indexNot = [] }) => [...index, ...indexNot]))
  const origins = originsOf(indexes, named)
  return kinds.flatMap((kind) =>
    channels.flatMap((channel) =>
      contexts.flatMap((context) => origins.map((names) => ({ kind, channel, context, indexes: names }))),
    ),
  )
}

/** The values that are named, and one of those that are not. */
function distinguished<Value>(all: readonly Value[], named: readonly Value[]): readonly Value[] {
  const other = all.find((value) => !named.includes(value))
  return [...new Set(named), ...(other === undefined ? [] : [other])]
}

/** Which of the names an index can have: none, those of one that is named by its URL, or those of any other. */
function originsOf(
  indexes: PolicyFile['indexes'] = {},
  named: ReadonlySet<string>,
): readonly (readonly string[])[] {
  const entries = Object.entries(indexes)
  const byUrl = Map.groupBy(
    entries.filter(([, { url }]) => url !== undefined),
    ([, { url = '' }]) => indexUrl(url),
  )
  const others = entries.flatMap(([name, { url }]) => (url === undefined ? [name] : []))
  const origins = [
    [],
    ['default', ...others],
    ...Array.from(byUrl.values(), (same) => same.map(([name]) => name)),
    ...[...named].filter((name) => !Object.hasOwn(indexes, name)).map((name) => [name]),
  ]
  const told = origins.map((names) => [...new Set(names)].filter((name) => named.has(name)).toSorted())
  return [...new Map(told.map((names) => [JSON.stringify(names), names])).values()]
}

/** Whether what a match says beside names holds in the cell. */
export function holdsIn(match: MatchEntry, cell: Cell): boolean {
  return (
    among(match.kind, cell.kind) &&
    among(match.channel, cell.channel) &&
    among(match.context, cell.context) &&
    (match.index?.some((name) => cell.indexes.includes(name)) ?? true) &&
    !(match.indexNot?.some((name) => cell.indexes.includes(name)) ?? false)
  )
}

function among(allowed: readonly string[] | undefined, item: string): boolean {
  return allowed === undefined || allowed.includes(item)
}
