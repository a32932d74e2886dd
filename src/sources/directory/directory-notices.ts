import type { DirectoryView } from './directory-view.ts'
import { reasonOfDirectory } from './refused-directory.ts'

/** Since when what is known of revocations is from, over all followed directories: the one that was heard the longest ago. */
export interface RevocationsKnown {
  /** Seconds since the epoch, UTC; null where one was never heard. */
  readonly asOf: number | null
  /** How many directories are followed. */
  readonly directories: number
}

export function revocationsKnown(views: readonly DirectoryView[]): RevocationsKnown {
  const heard = views.map(({ heardAt }) => heardAt)
  const times = heard.filter((at) => at !== null)
  const isWhole = times.length === heard.length && times.length > 0
  return { asOf: isWhole ? Math.min(...times) : null, directories: views.length }
}

/** Has the metadata that vouches for its word expired? */
export function isDirectoryStale({ expiresAt }: Pick<DirectoryView, 'expiresAt'>, now: number): boolean {
  return expiresAt !== null && expiresAt <= now
}

/** Words of directories that were refused for what they are: told until one is taken. */
export function refusedDirectories(views: readonly DirectoryView[]): readonly string[] {
  return views.flatMap(({ name, failed }) => {
    if (failed === null || reasonOfDirectory(failed.code) === 'TC3606') return []
    const day = new Date(failed.at * 1000).toISOString().slice(0, 10)
    return [
      `the word of the key directory \`${name}\` was refused on ${day} (${reasonOfDirectory(failed.code)}): ${failed.words}`,
    ]
  })
}
