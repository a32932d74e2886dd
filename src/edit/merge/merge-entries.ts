import { isDeepStrictEqual } from 'node:util'
import type { Entries, Entry } from './entries.ts'

export type Merged =
  | { readonly ok: true; readonly values: ReadonlyMap<string, Entry>; readonly orders: Entries['orders'] }
  /** Names of what both have changed, each in another way. */
  | { readonly ok: false; readonly conflicts: readonly string[] }

interface Sides {
  readonly base: Entries
  readonly mine: Entries
  readonly theirs: Entries
}

/** Three-way: what one side has changed is taken, entry by entry; what both have changed differently is a conflict. */
export function mergeEntries(sides: Sides): Merged {
  const { base, mine, theirs } = sides
  const names = new Set([...mine.values.keys(), ...theirs.values.keys()])
  const chosen = [...names].map((name) => ({
    name,
    entry: choose(base.values.get(name), mine.values.get(name), theirs.values.get(name)),
  }))
  const orders = new Map(sectionsOf(sides).map((section) => [section, orderOf(section, sides)] as const))
  const conflicts = [
    ...chosen.flatMap(({ name, entry }) => (entry === 'conflict' ? [name] : [])),
    ...[...orders].flatMap(([section, order]) => (order === null ? [`the order of ${section}`] : [])),
    ...gone(sides),
  ]
  if (conflicts.length > 0) return { ok: false, conflicts }
  const values = new Map(
    chosen.flatMap(({ name, entry }) => (entry === 'conflict' || entry === undefined ? [] : [[name, entry]])),
  )
  return { ok: true, values, orders: kept(orders, values) }
}

function choose(
  base: Entry | undefined,
  mine: Entry | undefined,
  theirs: Entry | undefined,
): Entry | undefined | 'conflict' {
  if (isDeepStrictEqual(theirs?.value, base?.value)) return mine
  if (isDeepStrictEqual(mine?.value, base?.value)) return theirs
  return isDeepStrictEqual(mine?.value, theirs?.value) ? mine : 'conflict'
}

/** One side took an entry apart into others (a list without ids into one with them): no entry can be held against another. */
function gone({ base, mine, theirs }: Sides): readonly string[] {
  const all = [...base.values.values(), ...mine.values.values(), ...theirs.values.values()]
  const inParts = new Set(all.flatMap(({ section, key }) => (key === null ? [] : [section])))
  const whole = new Set(all.flatMap(({ section, key }) => (key === null ? [section] : [])))
  return [...whole].filter((section) => inParts.has(section))
}

function sectionsOf({ mine, theirs }: Sides): readonly string[] {
  return [...new Set([...mine.orders.keys(), ...theirs.orders.keys()])]
}

/** The order of a list when both have had their way; null where both moved entries, differently. */
function orderOf(section: string, { base, mine, theirs }: Sides): readonly string[] | null {
  const [before, own, other] = [base, mine, theirs].map(({ orders }) => orders.get(section) ?? [])
  if (before === undefined || own === undefined || other === undefined) return []
  const shared = own.filter((id) => other.includes(id))
  if (isDeepStrictEqual(shared, among(other, shared))) return woven(own, other)
  const old = among(before, shared)
  if (isDeepStrictEqual(old, among(own, old))) return woven(other, own)
  return isDeepStrictEqual(old, among(other, old)) ? woven(own, other) : null
}

function among(ids: readonly string[], wanted: readonly string[]): readonly string[] {
  return ids.filter((id) => wanted.includes(id))
}

/** `first`, with what only `second` has put behind the entry that it follows there. */
function woven(first: readonly string[], second: readonly string[]): readonly string[] {
  const order = [...first]
  second.forEach((id, at) => {
    if (order.includes(id)) return
    const follows = second.slice(0, at).findLast((earlier) => order.includes(earlier))
    order.splice(follows === undefined ? 0 : order.indexOf(follows) + 1, 0, id)
  })
  return order
}

/** Without the ids of entries that one side has removed. */
function kept(
  orders: ReadonlyMap<string, readonly string[] | null>,
  values: ReadonlyMap<string, Entry>,
): Entries['orders'] {
  return new Map(
    [...orders].map(([section, order]) => [
      section,
      (order ?? []).filter((id) => values.has(`${section} ${id}`)),
    ]),
  )
}
