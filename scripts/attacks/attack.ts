import type { Room } from './room.ts'

/** Something that an attacker on the same machine tries. */
export interface Attack {
  readonly name: string
  /** `another user`, `the project's folder`, `code that is built`. */
  readonly by: string
  /** Tries it and gives in words what came of it; rejects where it went through, or was not told of. */
  readonly play: (room: Room) => Promise<string>
}
