import parse from 'spdx-expression-parse'
import exceptions from 'spdx-exceptions' with { type: 'json' }
import ids from 'spdx-license-ids' with { type: 'json' }
import deprecated from 'spdx-license-ids/deprecated.json' with { type: 'json' }

const MAX_LENGTH = 2000
const MAX_BRACKETS = 32
const KNOWN = new Map([...ids, ...deprecated, ...exceptions].map((id) => [id.toLowerCase(), id]))
const OPERATORS = new Set(['AND', 'OR', 'WITH'])

/**
 * An SPDX licence expression with every id as the list of licences writes it, or null for what is none. Ids are compared
 * without regard to case (SPDX 2.3 annex D.2, PEP 639); operators may be written small.
 */
export function readExpression(text: string): string | null {
  if (text.length > MAX_LENGTH || (text.match(/\(/g)?.length ?? 0) > MAX_BRACKETS) return null
  const written = text
    .trim()
    .replaceAll(/[^\s()]+/g, inOrder)
    .replaceAll(/\s+/g, ' ')
  try {
    parse(written)
    return written
  } catch {
    // It throws plain errors, and for nothing but what is no expression.
    return null
  }
}

/** The id that the list of licences has, however its letters are written; null for none. */
export function licenceId(text: string): string | null {
  const id = KNOWN.get(text.toLowerCase())
  return id === undefined || exceptions.includes(id) ? null : id
}

function inOrder(word: string): string {
  const upper = word.toUpperCase()
  if (OPERATORS.has(upper)) return upper
  if (!word.endsWith('+')) return KNOWN.get(word.toLowerCase()) ?? word
  return `${KNOWN.get(word.slice(0, -1).toLowerCase()) ?? word.slice(0, -1)}+`
}
