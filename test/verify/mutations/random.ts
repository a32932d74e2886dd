/** Numbers that a seed decides (mulberry32): the same seed, the same mutations, on every machine. */
export interface Random {
  /** 0 … below − 1 */
  below(limit: number): number
  pick<Item>(items: readonly Item[]): Item
}

export const seeded = (seed: number): Random => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    below,
    pick: (items) => {
      for (const item of items.slice(below(items.length))) return item
      throw new Error('there is nothing to pick from')
    },
  }
}
