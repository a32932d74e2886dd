/** What a terminal would obey, hide or reorder, and JSON leaves as it is; the same as `safeText` spells out. */
const UNSHOWABLE = /\p{C}|(?! )\p{Z}/gu

/** A value as one line of JSON that can be looked at in a terminal: it reads the same, and holds nothing but what shows. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value).replaceAll(UNSHOWABLE, escaped)
}

/** In UTF-16 units, as JSON has them. */
function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at))
  return units.map((unit) => `\\u${unit.toString(16).padStart(4, '0')}`).join('')
}
