import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml'

export type Path = readonly (string | number)[]

interface Begun {
  readonly offset: number
  readonly path: Path
}

/** What begins first on each line (1-based) of a YAML text, by its path: a key, or an entry of a list. */
export function pathsByLine(text: string): ReadonlyMap<number, Path> {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const first = new Map<number, Begun>()
  for (const begun of beginnings(document.contents, [])) {
    const { line } = lines.linePos(begun.offset)
    const known = first.get(line)
    if (known === undefined || begun.offset <= known.offset) first.set(line, begun)
  }
  return new Map([...first].map(([line, { path }]) => [line, path]))
}

function* beginnings(node: unknown, path: Path): Generator<Begun> {
  if (isSeq(node)) {
    for (const [at, item] of node.items.entries()) yield* entry(item, item, [...path, at])
  }
  if (isMap(node)) {
    for (const { key, value } of node.items)
      yield* entry(key, value, [...path, isScalar(key) ? String(key.value) : ''])
  }
}

function* entry(begins: unknown, value: unknown, path: Path): Generator<Begun> {
  if (isNode(begins) && begins.range) yield { offset: begins.range[0], path }
  yield* beginnings(value, path)
}
