import { lstat, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** Editors and several files at once make bursts of events: this long after the last one it is looked at. */
const QUIET_MS = 100
/** `keys/<keyring>/<file>` below the config folder. */
const DEPTH = 3

/** Events get lost, as where a folder takes a file's place at once: so often the policies' places are looked at besides. */
const LOOK_MS = 3_000

export interface Watching {
  close(): Promise<void>
}

/**
 * Calls `onChange` after anything below the config folder or at the other paths changed, and once when the watch has begun, for what changed
 * before. Beside the events, which get lost, the first folder's entries and the other paths are looked at every `lookMs`; what is deeper (keys)
 * goes by events alone. chokidar is loaded here, when the daemon already answers.
 */
export async function watchConfiguration(
  paths: readonly [folder: string, ...others: string[]],
  onChange: () => void,
  onError: (error: unknown) => void,
  lookMs = LOOK_MS,
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
  let seen = await looksOf(paths)
  const look = async (): Promise<void> => {
    const found = await looksOf(paths)
    if (found !== seen) soon()
    seen = found
  }
  const looking = setInterval(() => void look(), lookMs)
  looking.unref()
  return {
    close: async () => {
      clearInterval(looking)
      clearTimeout(timer)
      await watcher.close()
    },
  }
}

/** What stands at the paths and right below the first of them: other text once any of it was replaced or written. */
async function looksOf([folder, ...others]: readonly [string, ...string[]]): Promise<string> {
  const names = await readdir(folder).catch(() => [])
  const looks = await Promise.all([...names.map((name) => join(folder, name)), ...others].map(lookOf))
  return looks.toSorted().join('\n')
}

async function lookOf(path: string): Promise<string> {
  try {
    const { ino, mode, size, ctimeMs } = await lstat(path)
    return `${path} ${ino} ${mode} ${size} ${ctimeMs}`
  } catch {
    // It is gone, or can't be looked at: either way not what it was.
    return `${path} -`
  }
}
