/** Anything that a terminal would obey, hide or reorder rather than show: every control, format, surrogate,
 * private and unassigned code point (with them all of Unicode's bidi controls), and every space but U+0020. */
const UNSHOWABLE = /[\p{C}\u2028\u2029]|(?! )\p{Z}/gu

/** Longest text of an untrusted field that is shown; what is longer ends in `…`. Code points. */
const MAX_FIELD_LENGTH = 400

/**
 * A string from an index, an archive, a certificate or a signature, made safe to print: what can't be shown is spelled
 * `\u{202e}`, and no more than `maxLength` code points come out.
 */
export function safeText(untrusted: string, maxLength: number = MAX_FIELD_LENGTH): string {
  // Cut before escaping, so that a hostile megabyte costs nothing. One code point is at most two units.
  const head = untrusted.slice(0, 2 * maxLength + 2)
  return shorten(head.replaceAll(UNSHOWABLE, spell), maxLength)
}

/** At most `maxLength` code points of `text`, the last of them `…` where something was cut. */
export function shorten(text: string, maxLength: number): string {
  const points = Array.from(text)
  return points.length <= maxLength ? text : `${points.slice(0, maxLength - 1).join('')}…`
}

function spell(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`
}
