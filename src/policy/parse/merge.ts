import type { PolicyFile } from '../schema/index.ts'
import { placeText, type Layer } from './layer.ts'

/** A file with its preset merged in. `ruleAt` and `floorAt` say, entry by entry, where each was written. */
export interface Merged {
  readonly file: PolicyFile
  readonly ruleAt: readonly string[]
  readonly floorAt: readonly string[]
}

/**
 * Own rules come before inherited ones, and one with an inherited one's id takes its place; indexes, identities, rebuilders and
 * requirements go by name; the floors are both in force. `tofu` and `availability` go by key. A preset's tests are its own.
 */
export function mergeLayers(own: Layer, base: Layer | null): Merged {
  const rules = [...placed(own, 'rules'), ...inherited(own, base)]
  const floor = [...placed(own, 'floor'), ...(base === null ? [] : placed(base, 'floor'))]
  const file: PolicyFile = {
    apiVersion: own.file.apiVersion,
    kind: own.file.kind,
    metadata: own.file.metadata,
    mode: own.file.mode ?? base?.file.mode ?? 'enforce',
    indexes: { ...base?.file.indexes, ...own.file.indexes },
    identities: { ...base?.file.identities, ...own.file.identities },
    requirements: { ...base?.file.requirements, ...own.file.requirements },
    floor: floor.map(({ entry }) => entry),
    rules: rules.map(({ entry }) => entry),
    limits: { ...base?.file.limits, ...own.file.limits },
    exceptions: [...(own.file.exceptions ?? []), ...(base?.file.exceptions ?? [])],
    ...unlessUnsaid(own.file, base?.file),
    ...(own.file.tests && { tests: own.file.tests }),
  }
  return { file, ruleAt: rules.map(({ at }) => at), floorAt: floor.map(({ at }) => at) }
}

/** What neither says stays unsaid, so that a policy without it keeps its digest. */
function unlessUnsaid(
  own: PolicyFile,
  base: PolicyFile | undefined,
): Pick<PolicyFile, 'rollout' | 'tofu' | 'availability' | 'rebuilders'> {
  const rollout = [...(own.rollout ?? []), ...(base?.rollout ?? [])]
  const firstUse = { ...base?.tofu?.firstUse, ...own.tofu?.firstUse }
  const tofu = { ...base?.tofu, ...own.tofu, ...(Object.keys(firstUse).length > 0 && { firstUse }) }
  const availability = { ...base?.availability, ...own.availability }
  const rebuilders = { ...base?.rebuilders, ...own.rebuilders }
  return {
    ...(Object.keys(rebuilders).length > 0 && { rebuilders }),
    ...(rollout.length > 0 && { rollout }),
    ...(Object.keys(tofu).length > 0 && { tofu }),
    ...(Object.keys(availability).length > 0 && { availability }),
  }
}

interface Placed<Entry> {
  readonly entry: Entry
  readonly at: string
}

type EntryOf<Section extends 'rules' | 'floor'> = NonNullable<PolicyFile[Section]>[number]

function placed<Section extends 'rules' | 'floor'>(
  layer: Layer,
  section: Section,
): Placed<EntryOf<Section>>[] {
  const entries: readonly EntryOf<Section>[] = layer.file[section] ?? []
  return entries.map((entry, index) => ({ entry, at: placeText(layer, [section, index]) }))
}

function inherited(own: Layer, base: Layer | null): Placed<EntryOf<'rules'>>[] {
  if (base === null) return []
  const ids = new Set((own.file.rules ?? []).map(({ id }) => id))
  return placed(base, 'rules').filter(({ entry }) => !ids.has(entry.id))
}
