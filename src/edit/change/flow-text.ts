import { Document, isCollection } from 'yaml'

/** A value in one line, as it may stand anywhere in a policy, also between braces: `{ kind: [sdist], note: "a, b" }`. */
export function flowText(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(flowText).join(', ')}]`
  if (typeof value !== 'object' || value === null) return scalarText(value)
  const entries = Object.entries(value).map(([key, each]) => `${scalarText(key)}: ${flowText(each)}`)
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
}

/** Quoted where something else would be read between braces. */
function scalarText(value: unknown): string {
  const list = new Document([value])
  if (isCollection(list.contents)) list.contents.flow = true
  return list.toString({ lineWidth: 0, flowCollectionPadding: false }).trim().slice(1, -1)
}
