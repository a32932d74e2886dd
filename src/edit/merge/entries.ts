import { isMap, type Document } from 'yaml'
import { POLICY_LIMITS } from '../../policy/index.ts'

/** The parts of a policy that two people can change side by side: a rule, an identity, a setting. */
export interface Entries {
  /** By name: `rules everything-else`, `identities acme-ci`, `mode`. */
  readonly values: ReadonlyMap<string, Entry>
  /** The ids of each list in order; order decides which rule comes first. */
  readonly orders: ReadonlyMap<string, readonly string[]>
}

export interface Entry {
  readonly section: string
  /** The id in a list or the key in a set of keys; null where the whole section is one. */
  readonly key: string | null
  readonly value: unknown
}

/** What names an entry of a list. */
const IDS = ['id', 'name'] as const
/** Set by the install, not by people: two raises are no conflict. */
const VERSION = 'metadata version'

/** Takes a document apart. */
export function entriesOf(document: Document): Entries {
  const values = new Map<string, Entry>()
  const orders = new Map<string, readonly string[]>()
  const whole: unknown = document.toJS({ maxAliasCount: POLICY_LIMITS.maxAliases })
  const sections = typeof whole === 'object' && whole !== null ? Object.entries(whole) : []
  for (const [section, value] of sections) {
    const parts = partsOf(section, value)
    for (const entry of parts) values.set(nameOf(entry), entry)
    if (Array.isArray(value))
      orders.set(
        section,
        parts.flatMap(({ key }) => key ?? []),
      )
  }
  values.delete(VERSION)
  return { values, orders }
}

export function nameOf({ section, key }: Pick<Entry, 'section' | 'key'>): string {
  return key === null ? section : `${section} ${key}`
}

/** Where an entry is in its document; null where it is not there. */
export function placeOf(document: Document, { section, key }: Entry): readonly (string | number)[] | null {
  const path = [section, ...(key === null ? [] : [keyIn(document, section, key)])]
  return path.every((step) => step !== -1) && document.hasIn(path) ? path : null
}

function keyIn(document: Document, section: string, key: string): string | number {
  const node = document.get(section)
  if (isMap(node) || typeof node !== 'object' || node === null || !('items' in node)) return key
  const items: unknown = node.items
  return Array.isArray(items) ? items.findIndex((item) => isMap(item) && idIn(item.toJSON()) === key) : key
}

function partsOf(section: string, value: unknown): readonly Entry[] {
  if (Array.isArray(value)) {
    const ids = value.map(idIn)
    const known = ids.filter((id) => id !== null)
    if (known.length < value.length || new Set(known).size < known.length)
      return [{ section, key: null, value }]
    return known.map((key, at) => ({ section, key, value: value[at] }))
  }
  if (typeof value !== 'object' || value === null) return [{ section, key: null, value }]
  return Object.entries(value).map(([key, part]) => ({ section, key, value: part }))
}

function idIn(item: unknown): string | null {
  if (typeof item !== 'object' || item === null) return null
  const own = new Map<string, unknown>(Object.entries(item))
  const id = IDS.map((name) => own.get(name)).find((each) => typeof each === 'string')
  return typeof id === 'string' ? id : null
}
