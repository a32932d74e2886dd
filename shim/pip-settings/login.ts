/** A user name and a password, decoded. */
export interface Login {
  readonly user: string
  readonly password: string
}

/** What an URL says before its host; null when it says nothing. */
export function loginIn(url: URL): Login | null {
  if (url.username === '' && url.password === '') return null
  return { user: unquoted(url.username), password: unquoted(url.password) }
}

/** RFC 7617, in UTF-8. */
export function basicOf({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
}

/** `Basic` credentials of an URL, decoded and encoded anew; null when it has none. */
export function basic(url: URL): string | null {
  const login = loginIn(url)
  return login === null ? null : basicOf(login)
}

/** Python's `unquote`: what is no whole escape stays as it is, and bytes that are no UTF-8 become U+FFFD. */
function unquoted(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** `[::1]` → `::1` */
export const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')
