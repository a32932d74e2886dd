import type { Sha256 } from '../../encoding/index.ts'
import type { RefreshState } from './refresh-state.ts'

/** What is in force of an instance and how old it is. Times: seconds since the epoch, UTC. */
export interface TrustRootView {
  readonly name: string
  /** Where the trusted root in force comes from; null where none is. */
  readonly from: 'shipped' | 'refreshed' | 'file' | 'pinned' | null
  /** sha256 of the trusted root in force. */
  readonly digest: Sha256 | null
  /** The repository that keeps it up to date; null for a file. */
  readonly repository: string | null
  readonly pinned: boolean
  /** The TUF root whose word it is under; null for a file. */
  readonly rootVersion: number | null
  /** Of the `targets.json` that signs it; null before the first refresh. */
  readonly targetsVersion: number | null
  /** When the first of the metadata that vouches for it expires; null for a file. */
  readonly expiresAt: number | null
  readonly refreshedAt: number | null
  /** The last refresh, where it was not taken. */
  readonly failed: RefreshState['failed']
}
