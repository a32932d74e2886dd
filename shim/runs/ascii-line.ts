/** Longest line that goes into a status line; pip prints all of it. */
export const MAX_LINE_CHARS = 300

/** Text as one line of printable ASCII without control characters, cut at `MAX_LINE_CHARS`. */
export function asciiLine(text: string): string {
  const line = text
    .slice(0, 4 * MAX_LINE_CHARS)
    .replaceAll('…', '...')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/[^ -~]/g, '?')
  return line.length <= MAX_LINE_CHARS ? line : `${line.slice(0, MAX_LINE_CHARS - 3)}...`
}
