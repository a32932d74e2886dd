/** The names that index software writes. Others stay as they are: in an URL `&name=` is far likelier than a letter. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ['amp', '&'],
  ['AMP', '&'],
  ['lt', '<'],
  ['LT', '<'],
  ['gt', '>'],
  ['GT', '>'],
  ['quot', '"'],
  ['QUOT', '"'],
  ['apos', "'"],
  ['nbsp', '\u00a0'],
])

const REFERENCE =
  /&(?:#([0-9]+)|#[xX]([0-9a-fA-F]+)|(amp|AMP|lt|LT|gt|GT|quot|QUOT|apos|nbsp)(?![a-zA-Z0-9=]));?/g

/** Replaces character references in an attribute's value (HTML §13.2.5.73: a name before `=` or a letter is none). */
export function decodeEntities(text: string): string {
  if (!text.includes('&')) return text
  return text.replaceAll(REFERENCE, (_, decimal?: string, hex?: string, name?: string) => {
    if (name !== undefined) return NAMED.get(name) ?? ''
    return characterOf(decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number.parseInt(decimal, 10))
  })
}

/** HTML §13.2.5.80: what is no character becomes U+FFFD. */
function characterOf(code: number): string {
  const valid = code > 0 && code <= 0x10ffff && !(code >= 0xd800 && code <= 0xdfff)
  return valid ? String.fromCodePoint(code) : '\ufffd'
}
