/** Where something stands in a text: at its first character, and behind its last. */
export interface Span {
  readonly start: number
  readonly end: number
}

/**
 * The elements of the array that the outermost object of a JSON text has under `key`, in order; null where there is no
 * such array. The text must be one that `parseJson` has accepted: nothing is checked here.
 */
export function elementSpans(text: string, key: string): readonly Span[] | null {
  let at = skipSpace(text, text.indexOf('{') + 1)
  while (text[at] === '"') {
    const keyEnd = valueEnd(text, at)
    const value = skipSpace(text, skipSpace(text, keyEnd) + 1)
    if (JSON.parse(text.slice(at, keyEnd)) === key) return text[value] === '[' ? spansIn(text, value) : null
    at = skipSpace(text, skipSpace(text, valueEnd(text, value)) + 1)
  }
  return null
}

/** The text without some elements of an array; each keeps what stands between it and the one before it. */
export function withoutElements(
  text: string,
  spans: readonly Span[],
  isLeftOut: (element: string, nth: number) => boolean,
): string {
  const [first, last] = [spans.at(0), spans.at(-1)]
  if (first === undefined || last === undefined) return text
  const parts = [text.slice(0, first.start)]
  for (const [nth, { start, end }] of spans.entries()) {
    const element = text.slice(start, end)
    if (isLeftOut(element, nth)) continue
    const before = parts.length === 1 ? '' : text.slice(spans[nth - 1]?.end ?? start, start)
    parts.push(before + element)
  }
  return parts.join('') + text.slice(last.end)
}

function spansIn(text: string, open: number): readonly Span[] {
  const spans: Span[] = []
  let at = skipSpace(text, open + 1)
  while (text[at] !== ']') {
    const end = valueEnd(text, at)
    spans.push({ start: at, end })
    const next = skipSpace(text, end)
    at = text[next] === ',' ? skipSpace(text, next + 1) : next
  }
  return spans
}

/** Behind a value that begins at `start`. */
function valueEnd(text: string, start: number): number {
  let depth = 0
  let at = start
  do {
    const sign = text[at]
    if (sign === '"') at = stringEnd(text, at)
    else if (sign === '{' || sign === '[') [depth, at] = [depth + 1, at + 1]
    else if (sign === '}' || sign === ']') [depth, at] = [depth - 1, at + 1]
    else if (depth > 0) at += 1
    else at = wordEnd(text, at)
  } while (depth > 0 && at < text.length)
  return at
}

function stringEnd(text: string, start: number): number {
  let at = start + 1
  while (at < text.length && text[at] !== '"') at += text[at] === '\\' ? 2 : 1
  return at + 1
}

function wordEnd(text: string, start: number): number {
  let at = start
  while (at < text.length && !',]} \t\n\r'.includes(text[at] ?? '')) at += 1
  return at
}

function skipSpace(text: string, start: number): number {
  let at = start
  while (' \t\n\r'.includes(text[at] ?? '-')) at += 1
  return at
}
