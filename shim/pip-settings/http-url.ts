/** The URL of a text that is one of a web server; nothing for another. */
export function httpUrl(text: string): readonly URL[] {
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) ? [url] : []
}
