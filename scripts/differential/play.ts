import { EXPLANATIONS } from './explanations.ts'
import { differences, type Difference } from './compare.ts'
import type { Line } from './line.ts'
import type { Room } from './room.ts'

/** What came of one line on one pip. */
export interface Outcome {
  readonly mark: 'same' | 'explained' | 'differs' | 'no longer differs'
  readonly exit: number | null
  readonly differences: readonly Difference[]
}

/** The differences of a line that are meant on this pip, by name. */
export function meant(line: Line, { pair }: Pick<Room, 'pair'>): readonly string[] {
  return (line.differsOn?.(pair) ?? true) ? (line.differs ?? []) : []
}

function markOf(found: readonly Difference[], names: readonly string[]): Outcome['mark'] {
  if (found.length === 0) return names.length === 0 ? 'same' : 'no longer differs'
  const allowed = new Set(names.flatMap((name) => EXPLANATIONS[name]?.where ?? []))
  return found.every(({ where }) => allowed.has(where)) ? 'explained' : 'differs'
}

/** Runs a line twice, each time in a fresh environment at the same place: by pip alone, then through the front. */
export async function play(line: Line, room: Room): Promise<Outcome> {
  const bare = await room.run(line, false)
  const guarded = await room.run(line, true)
  const found = differences(bare, guarded, room.places)
  return { mark: markOf(found, meant(line, room)), exit: bare.code, differences: found }
}
