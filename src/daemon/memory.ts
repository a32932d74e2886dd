import { hotStore, openStore, reopenedStore, StoreError, type Store } from '../store/index.ts'
import type { Log } from './log.ts'

/** How long after the start the store forgets what is old: nobody waits for the daemon then. */
const PRUNE_AFTER_MS = 60_000

/** Lets the store forget once, later; an early end calls it off. */
export function pruneLater(store: Store, clock: () => number, log: Log): { close(): void } {
  const prune = async (): Promise<void> => {
    try {
      await store.prune(clock())
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      log.write('warn', `old records could not be removed: ${error.message}`)
    }
  }
  const timer = setTimeout(() => void prune(), PRUNE_AFTER_MS)
  return { close: () => clearTimeout(timer) }
}

/** The store in use, and what a person should know of it. */
export interface Memory {
  readonly store: Store
  readonly notices: readonly string[]
}

/**
 * Opens the store. One that can't be opened leaves a daemon that refuses everything with the reason until it can be; one
 * that turns out damaged while in use calls `onDamaged`: the next start puts it aside.
 */
export function openMemory(path: string, log: Log, onDamaged: () => void): Memory {
  const onFailure = (error: StoreError): void => {
    log.write('error', error.message, { code: error.code })
    if (error.code === 'corrupt') onDamaged()
  }
  try {
    const { store, putAside } = openStore(path, onFailure)
    if (putAside === null) return { store: hotStore(store), notices: [] }
    const notice = `${putAside.why}; it was put aside as \`${putAside.path}\` and an empty one begun`
    log.write('warn', notice)
    return { store: hotStore(store), notices: [notice] }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    log.write('error', error.message, { code: error.code })
    const store = reopenedStore(() => hotStore(openStore(path, onFailure).store))
    return { store, notices: [error.message] }
  }
}
