import { failingStore, hotStore, openStore, StoreError, type Store } from '../store/index.ts'
import type { Log } from './log.ts'

/** The store in use, and what a person should know of it. */
export interface Memory {
  readonly store: Store
  readonly notices: readonly string[]
}

/**
 * Opens the store. One that can't be opened leaves a daemon that refuses everything with the reason; one that turns out
 * damaged while in use calls `onDamaged`: the next start puts it aside.
 */
export function openMemory(path: string, log: Log, onDamaged: () => void): Memory {
  try {
    const { store, putAside } = openStore(path, (error) => {
      log.write('error', error.message, { code: error.code })
      if (error.code === 'corrupt') onDamaged()
    })
    if (putAside === null) return { store: hotStore(store), notices: [] }
    const notice = `${putAside.why}; it was put aside as \`${putAside.path}\` and an empty one begun`
    log.write('warn', notice)
    return { store: hotStore(store), notices: [notice] }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    log.write('error', error.message, { code: error.code })
    return { store: failingStore(error), notices: [error.message] }
  }
}
