import type { Artifact } from '../../artifact/index.ts'
import { safeText } from './safe-text.ts'

/** Hex digits of a digest that are shown in a line; the whole of it is in `trustctl why` and in JSON. */
const SHORT_DIGEST = 12

/** A file that is refused because nobody could establish what it is; it never is an `Artifact`. */
export interface UnidentifiedFile {
  readonly kind: 'unidentified'
  readonly filename: string
  /** Lower-case hex. */
  readonly sha256: string
  readonly location: string
}

/** What a verdict is about. */
export type Subject = Artifact | UnidentifiedFile

/** What people call an artifact: its file name, or a tree's location and commit. */
export function artifactName(artifact: Subject): string {
  if ('filename' in artifact) return safeText(artifact.filename)
  const commit = artifact.commit === null ? '' : `@${safeText(artifact.commit)}`
  return `${safeText(artifact.location)}${commit}`
}

/** `sha256:77ab01cd23ef…`, or null for a tree, which has no digest of its own. */
export function shortDigest(artifact: Subject): string | null {
  if (!('sha256' in artifact)) return null
  return `sha256:${artifact.sha256.slice(0, SHORT_DIGEST)}…`
}
