import { realpath } from 'node:fs/promises'
import { basename, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { addressKey } from './address-key.ts'

/** Words of remote texts that could be paths, in one run; beyond that every local path counts as named by them. */
export const MAX_PATH_WORDS = 20_000
const MAX_WORD_CHARS = 4096

/** The words of texts that came from elsewhere in one run and could name something on this machine. */
export interface TextMemory {
  remember(text: string): void
  /** Whether a remote text names `path` (absolute, links resolved), a folder above it, or could by way of a variable. */
  names(path: string, cwd: string): Promise<boolean>
  /** Whether a remote text names this address. */
  namesUrl(url: URL): boolean
}

/** An empty memory. */
export function textMemory(): TextMemory {
  const words = new Set<string>()
  const urls = new Set<string>()
  let full = false
  return {
    remember(text) {
      for (const url of urlsIn(text)) if (urls.size < MAX_PATH_WORDS) urls.add(url)
      for (const word of pathWords(text)) {
        if (words.size >= MAX_PATH_WORDS) full = true
        else words.add(word)
      }
    },
    async names(path, cwd) {
      if (full) return true
      for (const word of words) if (await isNamed(word, path, cwd)) return true
      return false
    },
    namesUrl: (url) => full || urls.has(addressKey(url)),
  }
}

function urlsIn(text: string): string[] {
  return (text.match(/https?:\/\/[^\s"'<>]+/gi) ?? []).flatMap((word) => {
    const url = URL.parse(word)
    return url === null ? [] : [addressKey(url)]
  })
}

/** Words that pip could take for a path: anything with a slash, a dot or a variable that is not an URL of another kind. */
function pathWords(text: string): string[] {
  const words = text.split(/[\s"'<>,;]+/).flatMap((word) => [word, ...word.split(/[=@]/)])
  return words.map((word) => word.replace(/#.*$/, '')).filter(couldBePath)
}

function couldBePath(word: string): boolean {
  if (word === '' || word.length > MAX_WORD_CHARS) return false
  return /^file:/i.test(word) || (!/^[a-z][a-z\d+.-]+:/i.test(word) && /[/.$~\\]/.test(word))
}

async function isNamed(word: string, path: string, cwd: string): Promise<boolean> {
  if (word.includes('$')) return word.includes(basename(path)) || /\$\{\w+\}$/.test(word)
  const named = await realpath(localPath(word, cwd)).catch(() => null)
  return named !== null && (named === path || path.startsWith(named + sep))
}

function localPath(word: string, cwd: string): string {
  if (!/^file:/i.test(word)) return resolve(cwd, decoded(word))
  try {
    return fileURLToPath(new URL(word, `file://${cwd}/`))
  } catch {
    return resolve(cwd, word.replace(/^file:\/*/i, '/'))
  }
}

function decoded(word: string): string {
  try {
    return decodeURIComponent(word)
  } catch {
    return word
  }
}
