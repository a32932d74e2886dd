/**
 * An index's URL in the one form in which two are compared: as the URL standard spells it, ending in `/`, without
 * user, query and fragment. A text that is no URL stays as it is, and so equals no index of a policy.
 */
export function indexUrl(text: string): string {
  const url = URL.parse(text)
  if (url === null) return text
  // Each of these costs more than all the rest, and hardly ever is there anything to leave out.
  if (url.username !== '') url.username = ''
  if (url.password !== '') url.password = ''
  if (text.includes('?')) url.search = ''
  if (text.includes('#')) url.hash = ''
  return url.href.endsWith('/') ? url.href : `${url.href}/`
}
