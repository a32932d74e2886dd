/** Does work on each item, at most `limit` at a time; results in the order of the items. */
export async function inParallel<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const results = new Map<number, Result>()
  const waiting = items.entries()
  const worker = async (): Promise<void> => {
    for (const [at, item] of waiting) results.set(at, await work(item))
  }
  await Promise.all(Array.from({ length: Math.max(1, limit) }, worker))
  return [...results].toSorted(([a], [b]) => a - b).map(([, result]) => result)
}
