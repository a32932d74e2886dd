import { content, type ContentKind, type Finding } from '../difference.ts'

const KINDS: ReadonlyMap<string, ContentKind> = new Map<string, ContentKind>([
  ['Generator', 'generator'],
  ['Tag', 'tags'],
])

/** What differs in two WHEEL files (PEP 427): the tool that wrote them, their tags, something else, or line endings. */
export function wheelFileFindings(name: string, a: string, b: string): readonly Finding[] {
  const [first, second] = [fieldsOf(a), fieldsOf(b)]
  const keys = new Set([...first.keys(), ...second.keys()])
  const findings = [...keys].flatMap((key) => {
    const [one, other] = [first.get(key) ?? 'none', second.get(key) ?? 'none']
    return one === other ? [] : [content(KINDS.get(key) ?? 'metadata', name, `${key}: ${one} / ${other}`)]
  })
  if (a.includes('\r\n') !== b.includes('\r\n'))
    return [...findings, content('line-endings', name, endings(a, b))]
  return findings.length > 0 ? findings : [content('metadata', name, 'the order or blanks of its lines')]
}

/** Which of two texts has CRLF. */
export function endings(a: string, b: string): string {
  return `${endingOf(a)} / ${endingOf(b)}`
}

function endingOf(text: string): string {
  return text.includes('\r\n') ? 'CRLF' : 'LF'
}

function fieldsOf(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.split(/\r?\n/)) {
    const [, key, value = ''] = /^([^:]+):\s*(.*)$/.exec(line) ?? []
    if (key === undefined) continue
    const before = fields.get(key)
    fields.set(key, before === undefined ? value : `${before}, ${value}`)
  }
  return fields
}
