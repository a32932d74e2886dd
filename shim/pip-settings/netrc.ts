import { readFileBounded } from '../../src/files/index.ts'
import type { Login } from './login.ts'

const MAX_NETRC_BYTES = 1024 * 1024

/**
 * What a netrc file has for a host, as requests reads it (`get_netrc_auth`): the machine's entry, else the default one; the
 * account where there is no login. Null where it has nothing, or nothing that can be read.
 * @param files the candidates; the first that is there counts
 */
export async function netrcLogin(files: readonly string[], host: string): Promise<Login | null> {
  for (const file of files) {
    const bytes = await readFileBounded(file, { maxBytes: MAX_NETRC_BYTES }).catch(() => null)
    if (bytes !== null) return loginFor(Buffer.from(bytes).toString('utf8'), host)
  }
  return null
}

interface Entry {
  login: string
  account: string
  password: string
}

function loginFor(text: string, host: string): Login | null {
  const entries = parseNetrc(text)
  const entry = entries.get(host) ?? entries.get(null)
  if (entry === undefined) return null
  const user = entry.login === '' ? entry.account : entry.login
  return user === '' && entry.password === '' ? null : { user, password: entry.password }
}

/** Entries by machine; `null` is the default. The last one of a machine counts, as in Python's `netrc`. */
function parseNetrc(text: string): ReadonlyMap<string | null, Entry> {
  const entries = new Map<string | null, Entry>()
  const words = wordsOf(withoutMacros(text))
  let entry: Entry | null = null
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'machine' || word === 'default') {
      entry = { login: '', account: '', password: '' }
      entries.set(word === 'default' ? null : (words.shift() ?? ''), entry)
    } else if (entry !== null && (word === 'login' || word === 'user')) entry.login = words.shift() ?? ''
    else if (entry !== null && word === 'account') entry.account = words.shift() ?? ''
    else if (entry !== null && word === 'password') entry.password = words.shift() ?? ''
  }
  return entries
}

/** `macdef NAME` goes on to the first empty line. */
const withoutMacros = (text: string): string =>
  text.replaceAll(/^\s*macdef\b[\s\S]*?(?:\n[ \t]*\n|$(?![\s\S]))/gm, '')

/** Words, or texts in double quotes with `\` before what is meant as it stands; `#` begins a comment where a word could. */
function wordsOf(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const found: string[] = []
    for (const [word, quoted] of line.matchAll(/"((?:[^"\\]|\\.)*)"|\S+/g)) {
      const isComment =
        quoted === undefined &&
        word.startsWith('#') &&
        !/^(password|login|user|account)$/.test(found.at(-1) ?? '')
      if (isComment) break
      found.push((quoted ?? word).replaceAll(/\\(.)/g, '$1'))
    }
    return found
  })
}
