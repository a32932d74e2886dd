import type { Attempt, PublishedFile } from '../plan/index.ts'

/** What `replay.py` reads. Times are seconds since the epoch, UTC. */
export interface ReplayPlan {
  readonly clock: number | null
  readonly times: Readonly<Record<string, number>>
  readonly modes: Readonly<Record<string, number>>
  /** Folders inside the room whose files are settled. */
  readonly roots: readonly string[]
  readonly asOnWindows: boolean
}

/**
 * What an attempt changes of a build's surroundings; null for one that changes nothing.
 * @param roots folders inside the room: the source, and where back-ends copy it to
 */
export function replayPlan(
  { kind, zoneSeconds, asOnWindows }: Attempt,
  { newest, members }: Pick<PublishedFile, 'newest' | 'members'>,
  roots: readonly string[],
): ReplayPlan | null {
  if (kind !== 'replay') return null
  const files = members.filter(({ name }) => !name.endsWith('/'))
  return {
    clock: newest - zoneSeconds,
    times: Object.fromEntries(files.map(({ name, time }) => [name, time - zoneSeconds])),
    modes: Object.fromEntries(files.filter(({ mode }) => mode > 0).map(({ name, mode }) => [name, mode])),
    roots,
    asOnWindows,
  }
}
