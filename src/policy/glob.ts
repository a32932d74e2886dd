/** A compiled pattern: tells whether a whole text matches. Linear in the text's length for each `*`. */
export type Glob = (text: string) => boolean

type Segment = (text: string) => boolean

/** Literals between stars must appear in order; first and last are anchored. Greedy search from the left is exact. */
function compileSegment(pattern: string): Segment {
  const [head = '', ...rest] = pattern.split('*')
  const tail = rest.pop()
  if (tail === undefined) return (text) => text === head
  return (text) => {
    if (text.length < head.length + tail.length || !text.startsWith(head) || !text.endsWith(tail))
      return false
    return inOrder(text.slice(head.length, text.length - tail.length), rest)
  }
}

function inOrder(text: string, literals: readonly string[]): boolean {
  let from = 0
  for (const literal of literals) {
    const at = text.indexOf(literal, from)
    if (at < 0) return false
    from = at + literal.length
  }
  return true
}

/**
 * Compiles an anchored pattern in which `*` stands for any run of characters but `separator`; everything else stands
 * for itself. No regular expression is made of it, so no pattern can explode.
 */
export function compileGlob(pattern: string, separator: '/' | '@' = '/'): Glob {
  if (!pattern.includes('*')) return (text) => text === pattern
  const segments = pattern.split(separator).map(compileSegment)
  const [only] = segments
  if (only !== undefined && segments.length === 1) return (text) => only(text) && !text.includes(separator)
  return (text) => {
    const parts = text.split(separator)
    return parts.length === segments.length && segments.every((matches, at) => matches(parts[at] ?? ''))
  }
}

/** True where every text that `narrow` matches is matched by `wide` as well. May be false where that is hard to tell. */
export function globCovers(wide: string, narrow: string): boolean {
  if (wide === narrow) return true
  const star = wide.indexOf('*')
  if (star < 0 || !narrow.startsWith(wide.slice(0, star))) return false
  const outer = wide.split('/')
  const inner = narrow.split('/')
  return (
    outer.length === inner.length && outer.every((segment, at) => segmentCovers(segment, inner[at] ?? ''))
  )
}

/** Holds since `narrow`'s stars, taken as letters that no literal of `wide` contains, can only be matched by `wide`'s stars. */
function segmentCovers(wide: string, narrow: string): boolean {
  return compileSegment(wide)(narrow)
}
