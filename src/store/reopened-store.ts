import { failingStore } from './failing-store.ts'
import { StoreError } from './store-error.ts'
import type { Store } from './store.ts'

/**
 * A store that could not be opened: each call tries once more (a disk may have room again), and rejects with the newest
 * reason until `open` succeeds. From then on it is what `open` gave.
 */
export function reopenedStore(open: () => Store): Store {
  let opened: Store | null = null
  const current = (): Store => {
    try {
      opened ??= open()
      return opened
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      return failingStore(error)
    }
  }
  return new Proxy(current(), { get: (_first, name): unknown => Reflect.get(current(), name) })
}
