import { isDeepStrictEqual } from 'node:util'
import { seconds, type FloorEntryText, type PolicyFile } from '../../policy/index.ts'
import { alongScale, turned, type Change, type Direction } from './change.ts'
import { implies } from './implies.ts'
import { treeOf } from './requirement-tree.ts'

const MODES = ['audit', 'warn', 'enforce'] as const
const FIRST_USE = ['record', 'warn', 'refuse'] as const
const EFFECTS = ['allow', 'record', 'warn', 'block'] as const

/** Differences of everything but rules and identities. */
export function compareSections(before: PolicyFile, after: PolicyFile): readonly Change[] {
  return [
    ...compareMode(before, after),
    ...compareIndexes(before, after),
    ...compareRequirements(before, after),
    ...compareFloor(before, after),
    ...compareTofu(before, after),
    ...compareAvailability(before, after),
    ...compareWhole('rollout', before, after),
    ...compareWhole('rebuilders', before, after),
  ]
}

function compareMode(before: PolicyFile, after: PolicyFile): readonly Change[] {
  const [old = 'enforce', now = 'enforce'] = [before.mode, after.mode]
  return told('mode', alongScale(MODES, old, now), '', old, now)
}

function told(
  where: string,
  direction: Direction,
  name: string,
  old: unknown,
  now: unknown,
): readonly Change[] {
  return isDeepStrictEqual(old, now) ? [] : [{ direction, where, what: turned(name, old, now) }]
}

function compareIndexes({ indexes: before = {} }: PolicyFile, { indexes: after = {} }: PolicyFile) {
  return pairs(before, after).flatMap(([name, old, now]): readonly Change[] => {
    const where = `indexes ${name}`
    if (old === undefined || now === undefined || old.url !== now.url)
      return told(where, 'may-loosen', '', old, now)
    return [
      ...told(where, hardening(now.private === true), 'private', old.private ?? false, now.private ?? false),
      ...told(
        where,
        hardening(now.allowInsecure !== true),
        'allowInsecure',
        old.allowInsecure ?? false,
        now.allowInsecure ?? false,
      ),
    ]
  })
}

function hardening(hardens: boolean): Direction {
  return hardens ? 'tightens' : 'loosens'
}

/** Of each name what it was and what it is. */
function pairs<Value>(before: Readonly<Record<string, Value>>, after: Readonly<Record<string, Value>>) {
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  const own = (record: Readonly<Record<string, Value>>, name: string): Value | undefined =>
    Object.hasOwn(record, name) ? record[name] : undefined
  return [...names]
    .map((name) => [name, own(before, name), own(after, name)] as const)
    .filter(([, old, now]) => !isDeepStrictEqual(old, now))
}

/** One that is new or gone decides nothing by itself: the rules that name it do. */
function compareRequirements(
  { requirements: before = {} }: PolicyFile,
  { requirements: after = {} }: PolicyFile,
) {
  return pairs(before, after).flatMap(([name, old, now]): readonly Change[] => {
    if (old === undefined || now === undefined) return []
    const [was, is] = [treeOf(old), treeOf(now)]
    const [strict, mild] = [implies(is, was), implies(was, is)]
    const direction = strict ? (mild ? 'neutral' : 'tightens') : mild ? 'loosens' : 'may-loosen'
    return told(`requirements ${name}`, direction, '', old, now)
  })
}

/** An entry that is otherwise is one that is gone and one that is new; a name alone decides nothing. */
function compareFloor(
  { floor: before = [] }: PolicyFile,
  { floor: after = [] }: PolicyFile,
): readonly Change[] {
  const lost = without(before, after)
  const gained = without(after, before)
  return [
    ...lost.map((entry) => ({
      direction: 'loosens' as const,
      where: 'floor',
      what: `${floorText(entry)} is gone`,
    })),
    ...gained.map((entry) => ({
      direction: 'tightens' as const,
      where: 'floor',
      what: `${floorText(entry)} is new`,
    })),
  ]
}

function without(entries: readonly FloorEntryText[], others: readonly FloorEntryText[]) {
  return entries.filter(
    (entry) => !others.some((other) => isDeepStrictEqual(nameless(other), nameless(entry))),
  )
}

function nameless(entry: FloorEntryText): object {
  const { id: _, ...rest } = entry
  return rest
}

function floorText(entry: FloorEntryText): string {
  return entry.id === undefined ? JSON.stringify(nameless(entry)) : `\`${entry.id}\``
}

function compareTofu({ tofu: before = {} }: PolicyFile, { tofu: after = {} }: PolicyFile): readonly Change[] {
  const [old, now] = [before, after].map(({ firstUse = {}, onChange = 'block', pinAbsence = false }) => ({
    workstation: firstUse.workstation ?? 'record',
    ci: firstUse.ci ?? 'record',
    onChange,
    pinAbsence,
  }))
  if (old === undefined || now === undefined) return []
  return [
    ...(['workstation', 'ci'] as const).flatMap((place) =>
      told(
        'tofu',
        alongScale(FIRST_USE, old[place], now[place]),
        `firstUse ${place}`,
        old[place],
        now[place],
      ),
    ),
    ...told('tofu', alongScale(EFFECTS, old.onChange, now.onChange), 'onChange', old.onChange, now.onChange),
    ...told('tofu', now.pinAbsence ? 'tightens' : 'loosens', 'pinAbsence', old.pinAbsence, now.pinAbsence),
  ]
}

/** Cached facts that stand in for evidence: the sooner they do not, the harder. */
function compareAvailability({ availability: before }: PolicyFile, { availability: after }: PolicyFile) {
  const [old, now] = [before?.evidence, after?.evidence]
  const harder =
    old !== undefined &&
    now !== undefined &&
    seconds(now.maxAge) <= seconds(old.maxAge) &&
    EFFECTS.indexOf(now.then) >= EFFECTS.indexOf(old.then)
  return told('availability', harder ? 'tightens' : 'may-loosen', '', before, after)
}

function compareWhole(
  key: 'rollout' | 'rebuilders',
  before: PolicyFile,
  after: PolicyFile,
): readonly Change[] {
  return told(key, 'may-loosen', '', before[key], after[key])
}
