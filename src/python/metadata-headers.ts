/** The headers end at the first line that is none, as for Python's `email.parser`; a lone CR ends a line there too. */
export function readHeaders(text: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  let values: string[] = []
  for (const line of linesOf(text)) {
    if (/^[ \t]/.test(line)) {
      values.push(`${values.pop() ?? ''} ${line.trim()}`)
      continue
    }
    const [, name, value] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? []
    if (name === undefined || value === undefined) break
    values = headers.get(name.toLowerCase()) ?? []
    headers.set(name.toLowerCase(), values)
    values.push(value)
  }
  return headers
}

function* linesOf(text: string): Generator<string> {
  const end = /\r\n|\r|\n/g
  let start = 0
  for (let found = end.exec(text); found !== null; found = end.exec(text)) {
    yield text.slice(start, found.index)
    start = end.lastIndex
  }
  yield text.slice(start)
}
