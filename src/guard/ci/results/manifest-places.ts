/** A file of the checkout that may name projects; the path is relative to it. */
export interface Manifest {
  readonly path: string
  readonly text: string
}

export interface Place {
  readonly file: string
  /** 1-based. */
  readonly line: number
}

const WORD = /[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?/g

/**
 * Where the checkout names each project first, by PEP 503's normal form: the line that a reviewer wants to see. It is a
 * guess that explains, and decides nothing. Lines that are comments don't count.
 */
export function manifestPlaces(
  manifests: readonly Manifest[],
  projects: readonly string[],
): ReadonlyMap<string, Place> {
  const wanted = new Set(projects)
  const places = new Map<string, Place>()
  for (const { path, text } of manifests) {
    for (const [nth, line] of text.split('\n').entries()) {
      if (line.trimStart().startsWith('#')) continue
      for (const [word] of line.matchAll(WORD)) {
        const name = word.toLowerCase().replaceAll(/[-_.]+/g, '-')
        if (wanted.has(name) && !places.has(name)) places.set(name, { file: path, line: nth + 1 })
      }
    }
  }
  return places
}
