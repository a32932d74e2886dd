/**
 * The form of an address that files are remembered under: as pip spells it (`_clean_url_path`), whatever the page's
 * spelling, so that `a%2Db` and `a-b`, `1%2Blocal` and `1+local` are one.
 */
export function addressKey(url: URL): string {
  return `${url.protocol}//${url.host}${pathAsPip(url.pathname)}${url.search}`
}

/** Escapes of letters, digits and `-._~` are undone, everything else but `/` and `@` is escaped. */
function pathAsPip(path: string): string {
  const bytes = path.replaceAll(/%([\da-f]{2})/gi, (escape, hex: string) => {
    const letter = String.fromCharCode(Number.parseInt(hex, 16))
    return UNRESERVED.test(letter) ? letter : escape.toUpperCase()
  })
  return bytes.replaceAll(/%[\dA-F]{2}|[^\w.~/@-]/g, (part) => (part.length === 3 ? part : escaped(part)))
}

const UNRESERVED = /^[\w.~-]$/

const escaped = (letter: string): string =>
  `%${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`

/** An address without credentials and fragment, spelt as it came. */
export function bareAddress(url: URL): URL {
  const bare = new URL(url)
  bare.hash = ''
  bare.username = ''
  bare.password = ''
  return bare
}

/** An address on the same server, without query. A path that begins with two slashes names no other server. */
export function withPath(url: URL, path: string): URL {
  const other = bareAddress(url)
  other.search = ''
  other.pathname = path
  return other
}

/** An address for people and records: without credentials, query and fragment, since queries carry signatures. */
export function publicAddress(url: URL): string {
  const bare = bareAddress(url)
  bare.search = ''
  return bare.href
}
