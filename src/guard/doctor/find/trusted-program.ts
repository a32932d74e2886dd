import { accessSync, constants, realpathSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** Whether a program may be run to ask it something. */
export type Trusted =
  | { readonly kind: 'program'; readonly realPath: string }
  | { readonly kind: 'none' }
  /** There is one, and another user could have put anything there. */
  | { readonly kind: 'foreign'; readonly why: string }

const WRITABLE_BY_OTHERS = 0o002
const STICKY = 0o1000

/** A program of this user's or of root's, which no other user may change: running anything else would be running theirs. */
export function trustedProgram(path: string, uid: number): Trusted {
  try {
    accessSync(path, constants.X_OK)
    const realPath = realpathSync(path)
    if (!statSync(realPath).isFile()) return { kind: 'none' }
    const places = [path, dirname(path), realPath, dirname(realPath)]
    const why = places.map((place) => foreignWhy(place, uid)).find((found) => found !== null) ?? null
    return why === null ? { kind: 'program', realPath } : { kind: 'foreign', why }
  } catch {
    // Not there, or not for this user.
    return { kind: 'none' }
  }
}

function foreignWhy(path: string, uid: number): string | null {
  const found = statSync(path)
  if (found.uid !== uid && found.uid !== 0) return `\`${path}\` belongs to user ${found.uid}`
  const open =
    (found.mode & WRITABLE_BY_OTHERS) !== 0 && !(found.isDirectory() && (found.mode & STICKY) !== 0)
  return open ? `\`${path}\` may be written by every user` : null
}
