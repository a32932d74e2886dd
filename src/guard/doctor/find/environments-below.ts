import { readdir } from 'node:fs/promises'
import { join } from 'node:path'

/** How deep below a folder environments are looked for. */
export const MAX_DEPTH = 6
/** Folders that are looked into, all in all. */
export const MAX_FOLDERS = 20_000

/** What holds no environments, and much else. */
const PASSED_OVER: ReadonlySet<string> = new Set([
  'node_modules',
  '.git',
  '.hg',
  'site-packages',
  '__pycache__',
])

/** The virtual environments (PEP 405) at and below these folders, breadth first; links are not followed, and none is looked into. */
export async function environmentsBelow(
  roots: readonly string[],
  { maxFolders = MAX_FOLDERS }: { readonly maxFolders?: number } = {},
): Promise<readonly string[]> {
  const found: string[] = []
  let [level, left] = [[...roots], maxFolders]
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0 && left > 0; depth += 1) {
    const next: string[] = []
    for (const folder of level.slice(0, left)) {
      const entries = await readdir(folder, { withFileTypes: true }).catch(() => [])
      if (entries.some(({ name }) => name === 'pyvenv.cfg')) found.push(folder)
      else
        next.push(
          ...entries
            .filter((entry) => entry.isDirectory())
            .map(({ name }) => name)
            .filter((name) => !PASSED_OVER.has(name))
            .map((name) => join(folder, name)),
        )
    }
    left -= level.length
    level = next
  }
  return found
}
