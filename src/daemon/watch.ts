import { mkdir } from 'node:fs/promises'

/** Editors and several files at once make bursts of events: this long after the last one it is looked at. */
const QUIET_MS = 100
/** `keys/<keyring>/<file>` below the config folder. */
const DEPTH = 3

export interface Watching {
  close(): Promise<void>
}

/**
 * Calls `onChange` after anything below the config folder or at the other paths changed, and once when the watch has begun, for what changed
 * before. chokidar is loaded here, when the daemon already answers.
 */
export async function watchConfiguration(
  paths: readonly [folder: string, ...others: string[]],
  onChange: () => void,
  onError: (error: unknown) => void,
): Promise<Watching> {
  await mkdir(paths[0], { recursive: true, mode: 0o700 })
  const { watch } = await import('chokidar')
  const watcher = watch([...paths], { depth: DEPTH, ignoreInitial: true, ignorePermissionErrors: true })
  let timer: NodeJS.Timeout | undefined
  const soon = (): void => {
    clearTimeout(timer)
    timer = setTimeout(onChange, QUIET_MS)
  }
  watcher.on('all', soon).on('ready', soon).on('error', onError)
  return {
    close: async () => {
      clearTimeout(timer)
      await watcher.close()
    },
  }
}
