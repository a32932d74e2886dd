import { watch, type FSWatcher } from 'node:fs'

/** Changes in a folder, to be waited for one at a time. */
export interface FolderChanges {
  /** Resolves at the next change (or at once, when one came since the last call), and after `atMostMs` in any case. */
  next(atMostMs: number): Promise<void>
  close(): void
}

/**
 * Watches a folder. Where the system can't watch (no inotify handles left), only the time limit of `next` works: a wait is
 * never longer than what the caller allows.
 */
export function watchFolder(folder: string): FolderChanges {
  let changed = false
  let wake: (() => void) | null = null
  const watcher = tryToWatch(folder, () => {
    changed = true
    wake?.()
  })
  return {
    next: (atMostMs) =>
      new Promise((resolve) => {
        const timer = setTimeout(done, changed ? 0 : atMostMs)
        wake = done
        function done(): void {
          clearTimeout(timer)
          changed = false
          wake = null
          resolve()
        }
      }),
    close: () => watcher?.close(),
  }
}

function tryToWatch(folder: string, onChange: () => void): FSWatcher | null {
  try {
    const watcher = watch(folder, { persistent: false }, onChange)
    watcher.on('error', () => watcher.close())
    return watcher
  } catch {
    // ENOSPC, EMFILE or no watching on this file system: the caller's time limits do the work.
    return null
  }
}
