/** The form of an address that files are remembered under. */
export function addressKey(url: URL): string {
  const bare = new URL(url)
  bare.hash = ''
  bare.username = ''
  bare.password = ''
  return bare.href
}

/** An address for people and records: without credentials, query and fragment, since queries carry signatures. */
export function publicAddress(url: URL): string {
  const bare = new URL(addressKey(url))
  bare.search = ''
  return bare.href
}
