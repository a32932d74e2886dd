const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i

/** A host's name in letters, digits and hyphens (RFC 1123 §2.1), and no IPv4 address. */
export function isHost(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => LABEL.test(label)) && !/^[0-9.]+$/.test(text)
}

/** `local@host` (RFC 5280 §4.2.1.6): one `@`, and nothing quoted. */
export function isMailbox(text: string): boolean {
  const [local, host, ...rest] = text.split('@')
  return (
    local !== undefined &&
    host !== undefined &&
    rest.length === 0 &&
    /^[a-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}$/i.test(local) &&
    isHost(host)
  )
}

/** An absolute URI, with or without a host. */
export function isUri(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:[^\s]+$/i.test(text)
}

/** The host of an URI, lower case; null where it has none that is a name, so that no constraint on hosts can be kept. */
export function hostOf(uri: string): string | null {
  const host = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#:@]+)(?::[0-9]*)?(?:[/?#]|$)/i.exec(uri)?.[1]
  return host !== undefined && isHost(host) ? host.toLowerCase() : null
}
