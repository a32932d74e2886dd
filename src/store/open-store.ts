import { closeSync, openSync, renameSync, rmSync, statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { migrate } from './migrate.ts'
import { sqliteStore } from './sqlite-store.ts'
import { StoreError, storeError } from './store-error.ts'
import type { Store } from './store.ts'

export interface OpenedStore {
  readonly store: Store
  /** Why the file that was there had to be put aside, and where it is; null where nothing had to. */
  readonly putAside: { readonly why: string; readonly path: string } | null
}

/** Another daemon that drains may hold the file for a moment. */
const BUSY_MS = 5_000
/** A larger file is checked page by page as it is read, not whole at every start. */
const MAX_CHECKED_BYTES = 32 * 1024 * 1024

/** A store that lives as long as the process: for `trustctl verify` and tests. */
export function memoryStore(): Store {
  return sqliteStore(prepared(new DatabaseSync(':memory:')), () => {})
}

/**
 * Opens the store at `path` (0600). A damaged file is put aside and an empty one begun: what is forgotten is judged anew,
 * never taken for accepted. `onFailure` hears of every later failure. Throws `StoreError` `failed` where no file can be used at all.
 */
export function openStore(path: string, onFailure: (error: StoreError) => void = () => {}): OpenedStore {
  try {
    return { store: sqliteStore(openDatabase(path), onFailure), putAside: null }
  } catch (cause) {
    const error = storeError(cause)
    if (error.code !== 'corrupt') throw error
    return {
      store: sqliteStore(beginAnew(path), onFailure),
      putAside: { why: error.message, path: asideOf(path) },
    }
  }
}

function asideOf(path: string): string {
  return `${path}.damaged`
}

function beginAnew(path: string): DatabaseSync {
  try {
    renameSync(path, asideOf(path))
    for (const tail of ['-wal', '-shm']) rmSync(path + tail, { force: true })
    return openDatabase(path)
  } catch (cause) {
    throw storeError(cause)
  }
}

function openDatabase(path: string): DatabaseSync {
  closeSync(openSync(path, 'a', 0o600))
  const database = new DatabaseSync(path, { timeout: BUSY_MS })
  try {
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    if (statSync(path).size <= MAX_CHECKED_BYTES) check(database)
    return prepared(database)
  } catch (error) {
    database.close()
    throw error
  }
}

function check(database: DatabaseSync): void {
  const found = database.prepare('PRAGMA quick_check(1)').get()?.['quick_check']
  if (found !== 'ok') throw new StoreError('corrupt', { message: `the store is damaged: ${String(found)}` })
}

function prepared(database: DatabaseSync): DatabaseSync {
  migrate(database)
  return database
}
