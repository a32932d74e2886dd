import { BoundedCache } from './bounded-cache.ts'
import type { KnownFacts, Store } from './store.ts'

/** Facts of about 3 KB each: some 12 MB at most. */
const MAX_HOT_FACTS = 4096

/** The same store with the facts used last in memory. Decisions are never kept there. */
export function hotStore(store: Store, maxFacts: number = MAX_HOT_FACTS): Store {
  const hot = new BoundedCache<KnownFacts>(maxFacts)
  return {
    ...store,
    facts: async (key) => {
      const known = hot.get(key) ?? (await store.facts(key))
      if (known !== null) hot.set(key, known)
      return known
    },
    keepFacts: async (key, known) => {
      await store.keepFacts(key, known)
      hot.set(key, known)
    },
  }
}
