import { realpath } from 'node:fs/promises'
import { resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressKey } from './address-key.ts'
import { pathWords } from './path-words.ts'
import { urlsIn } from './urls-in.ts'

/** Words of remote texts that could be paths, in one run; beyond that every local path counts as named by them. */
export const MAX_PATH_WORDS = 20_000

/** The words of texts that came from elsewhere in one run and could name something on this machine. */
export interface TextMemory {
  remember(text: string): void
  /** For a text that pip may read otherwise than we do: from now on everything counts as named. */
  rememberUnreadable(): void
  /**
   * Whether a remote text names `location`, a folder above it, or could by way of a variable or of somebody's home.
   * A location is a path, or a `file:` address as a version control system has it; others are never named.
   */
  names(location: string, cwd: string): Promise<boolean>
  /** Whether a remote text names this address. */
  namesUrl(url: URL): boolean
}

/** An empty memory. `expanded`: pip puts values for variables and homes into these texts. */
export function textMemory({ expanded }: { readonly expanded: boolean }): TextMemory {
  const words = new Set<string>()
  const urls = new Set<string>()
  let full = false
  return {
    remember(text) {
      for (const url of urlsIn(text)) {
        if (urls.size >= MAX_PATH_WORDS) full = true
        else urls.add(url)
      }
      for (const word of pathWords(text)) {
        if (word === null || words.size >= MAX_PATH_WORDS) full = true
        else words.add(word)
        if (full) return
      }
    },
    rememberUnreadable: () => void (full = true),
    async names(location, cwd) {
      const path = await pathOf(location, cwd)
      if (path === null) return false
      if (full) return true
      if (expanded && [...words].some(isOpen)) return true
      for (const word of words) if (await isNamed(word, path, cwd)) return true
      return false
    },
    namesUrl: (url) => full || urls.has(addressKey(url)),
  }
}

/** Null for what is not on this machine. */
async function pathOf(location: string, cwd: string): Promise<string | null> {
  if (/^[a-z][a-z\d+.-]+:/i.test(location) && !FILE.test(location)) return null
  const [path = location] = localPaths(location, cwd)
  return await realpath(path).catch(() => path)
}

const FILE = /^(?:[a-z]+\+)?file:/i

/** A variable may hold anything. So may `~` and `~user`, of which not every pip makes a home. */
const isOpen = (word: string): boolean => word.includes('${') || /^~[\w.-]*\//.test(word)

async function isNamed(word: string, path: string, cwd: string): Promise<boolean> {
  for (const local of localPaths(word, cwd)) {
    const named = await realpath(local).catch(() => null)
    if (named !== null && (named === path || path.startsWith(named.endsWith(sep) ? named : named + sep)))
      return true
  }
  return false
}

/** A path is taken as it stands; as part of an address it is decoded. */
function localPaths(word: string, cwd: string): readonly string[] {
  if (!FILE.test(word)) return [...new Set([resolve(cwd, word), resolve(cwd, decoded(word))])]
  const address = word.replace(/^[a-z]+\+/i, '')
  try {
    return [fileURLToPath(new URL(address, `file://${cwd}/`))]
  } catch {
    return [resolve(cwd, decoded(address).replace(/^file:\/*/i, '/'))]
  }
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}
