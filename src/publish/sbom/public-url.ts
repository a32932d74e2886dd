const MAX_LENGTH = 2048
const SCHEMES = new Set(['http:', 'https:', 'git:', 'ssh:'])

/** An address as a bill may show it: without credentials, and none of this machine's own paths; null for others. */
export function publicUrl(text: string): string | null {
  const url = text.length > MAX_LENGTH ? null : URL.parse(text)
  if (url === null || !SCHEMES.has(url.protocol) || url.hostname === '') return null
  url.username = ''
  url.password = ''
  return url.href
}
