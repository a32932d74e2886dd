import { addressKey } from './address-key.ts'

/** The addresses of web servers that a text names, by their keys. */
export function urlsIn(text: string): readonly string[] {
  return (text.match(/https?:\/\/[^\s"'<>]+/gi) ?? []).flatMap((word) => {
    const url = URL.parse(word)
    return url === null ? [] : [addressKey(url)]
  })
}
