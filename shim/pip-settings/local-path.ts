import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The absolute path that a path, or a `file:` address, names; null for what is elsewhere. */
export function localPath(text: string, cwd: string): string | null {
  const url = URL.parse(text)
  if (url === null) return resolve(cwd, text)
  if (url.protocol !== 'file:') return null
  try {
    return fileURLToPath(url)
  } catch {
    return null
  }
}
