import type { DirectoryUpdate } from '../tuf/index.ts'
import type { Person } from './content/person-file.ts'
import type { FollowedSettings } from './followed.ts'
import type { DirectoryState } from './state.ts'

/** A key of a directory, for people. Times: seconds since the epoch, UTC. */
export interface DirectoryKeyView {
  readonly fingerprint: string
  readonly kind: string
  readonly holder: string
  readonly keyrings: readonly string[]
  readonly notBefore: number
  readonly signUntil: number
  readonly verifyUntil: number
}

/** How a followed directory stands. Times: seconds since the epoch, UTC. */
export interface DirectoryView extends FollowedSettings {
  readonly name: string
  /** Null before it was heard. */
  readonly versions: DirectoryUpdate['versions'] | null
  /** When it was last heard, whole; null for never. */
  readonly heardAt: number | null
  /** Until when it must be heard again: it is stale then. */
  readonly expiresAt: number | null
  /** Until when its keyrings count without being heard again. */
  readonly countsUntil: number | null
  readonly people: readonly Person[]
  readonly keys: readonly DirectoryKeyView[]
  readonly keyrings: readonly string[]
  readonly trustRoots: readonly string[]
  readonly policies: readonly string[]
  readonly revocations: number
  /** The keys that they name, each once. */
  readonly revokedKeys: number
  /** The last try, where it was not taken. */
  readonly failed: DirectoryState['failed']
}
