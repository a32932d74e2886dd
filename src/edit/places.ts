import { join } from 'node:path'
import type { PlaceInForce } from './install/index.ts'

/** Everything that editing a policy keeps on the disk. */
export interface EditPlaces extends PlaceInForce {
  /** The draft and what it was made from. */
  readonly draft: string
  /** Held by whoever edits. */
  readonly draftLock: string
}

/** Where it lies: all but the policy itself in the state folder. */
export function editPlaces(paths: { readonly policyFile: string; readonly state: string }): EditPlaces {
  const below = (name: string): string => join(paths.state, name)
  return {
    file: paths.policyFile,
    lock: below('policy.lock'),
    versions: below('policy-versions'),
    pending: below('policy-history-pending'),
    draft: below('policy-edit'),
    draftLock: below('policy-edit.lock'),
  }
}
