import { content, type Finding } from '../difference.ts'
import type { Surroundings } from './surroundings.ts'
import { textFindings } from './text-findings.ts'

const MAX_FIELDS = 6

/** What differs in two METADATA or PKG-INFO files: named fields, else as for any text. */
export function metadataFindings(
  name: string,
  a: string,
  b: string,
  around: Surroundings,
): readonly Finding[] {
  const plain = textFindings(name, a, b, around)
  if (plain.every(({ kind }) => kind !== 'text' && kind !== 'list-order')) return plain
  const [first, second] = [headOf(a), headOf(b)]
  const fields = differingFields(first, second)
  if (fields.length > 0) return [content('metadata', name, fields.slice(0, MAX_FIELDS).join(', '))]
  return first.join('\n') === second.join('\n')
    ? plain
    : [content('metadata', name, 'the order of its fields')]
}

/** The header fields with what goes on with them, up to the first empty line. */
function headOf(text: string): readonly string[] {
  const head = text.replaceAll('\r\n', '\n').split('\n\n', 1)[0] ?? ''
  return head.split(/\n(?![ \t])/)
}

function differingFields(a: readonly string[], b: readonly string[]): readonly string[] {
  const [inA, inB] = [new Set(a), new Set(b)]
  const lone = [...a.filter((line) => !inB.has(line)), ...b.filter((line) => !inA.has(line))]
  return [...new Set(lone.map((line) => line.split(':', 1)[0] ?? ''))]
}
