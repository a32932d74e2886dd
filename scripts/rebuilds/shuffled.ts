import { createHash } from 'node:crypto'

/** The names in an order that the seed alone decides. */
export function shuffled(names: readonly string[], seed: string): readonly string[] {
  const key = (name: string): string => createHash('sha256').update(`${seed} ${name}`).digest('hex')
  return names.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}
