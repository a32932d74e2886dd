import { content, type Finding } from '../difference.ts'
import { MAX_TEXT_BYTES } from '../limits.ts'
import { binaryFindings } from './binary-findings.ts'
import { byteCodeFindings } from './byte-code-findings.ts'
import { metadataFindings } from './metadata-findings.ts'
import type { Surroundings } from './surroundings.ts'
import { textFindings } from './text-findings.ts'
import { wheelFileFindings } from './wheel-file-findings.ts'

/** Why one member's contents differ; never empty. */
export function memberFindings(
  name: string,
  a: Uint8Array,
  b: Uint8Array,
  around: Surroundings,
): readonly Finding[] {
  if (name.endsWith('.pyc')) return byteCodeFindings(name, a, b, around)
  const [first, second] = [textOf(a), textOf(b)]
  if (first === null || second === null) return binaryFindings(name, a, b, around)
  if (Math.max(a.byteLength, b.byteLength) > MAX_TEXT_BYTES)
    return [content('text', name, 'a long text, which is not looked into')]
  if (name.endsWith('.dist-info/WHEEL')) return wheelFileFindings(name, first, second)
  if (/(?:^|\/)(?:METADATA|PKG-INFO)$/.test(name)) return metadataFindings(name, first, second, around)
  return textFindings(name, first, second, around)
}

/** A text in UTF-8 or of bytes above ASCII, without NUL; else null. */
function textOf(bytes: Uint8Array): string | null {
  if (bytes.includes(0)) return null
  const text = Buffer.from(bytes).toString('utf8')
  return text.includes('\ufffd') ? Buffer.from(bytes).toString('latin1') : text
}
