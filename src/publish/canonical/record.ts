import { createHash } from 'node:crypto'
import { decodeUtf8 } from '../../encoding/index.ts'
import { quote, wrong, type CanonicalMember } from './members.ts'

const STRONG = /^(sha256|sha384|sha512)=([\w-]+)=*$/
/** PEP 427: they sign RECORD, and so are not in it. */
const SIGNATURES = ['RECORD.jws', 'RECORD.p7s']

/**
 * RECORD (PEP 376, PEP 427) of files in their order: a line for each with sha256 and size, its own last. Signatures of
 * RECORD are in the wheel and not in it.
 */
export function recordOf(files: readonly CanonicalMember[], recordName: string): Buffer {
  const folder = recordName.slice(0, -'RECORD'.length)
  const unlisted = new Set([recordName, ...SIGNATURES.map((name) => folder + name)])
  const lines = files
    .filter(({ name }) => !unlisted.has(name))
    .map(
      ({ name, content }) =>
        `${field(name)},sha256=${createHash('sha256').update(content).digest('base64url')},${content.byteLength}\n`,
    )
  return Buffer.from(`${lines.join('')}${field(recordName)},,\n`)
}

/**
 * Holds a wheel's RECORD against its files: whoever wrote it had other ones in mind where a digest differs or a file is
 * missing. Files that it doesn't name are no matter. Throws `CanonicalError` `record`.
 */
export function checkRecord(record: Uint8Array, files: readonly CanonicalMember[]): void {
  const contents = new Map(files.map(({ name, content }) => [name, content]))
  for (const [name = '', digest = ''] of rowsOf(record)) {
    const content = contents.get(name)
    if (content === undefined) throw wrong('record', 'the files that RECORD names', `no ${quote(name)}`)
    if (digest === '') continue
    const [, algorithm, value] = STRONG.exec(digest) ?? []
    if (algorithm === undefined || value === undefined)
      throw wrong('record', 'a strong digest in RECORD', quote(digest))
    if (createHash(algorithm).update(content).digest('base64url') !== value)
      throw wrong('record', `${quote(name)} as RECORD has it`, 'other bytes')
  }
}

/** As Python's `csv` writes it. */
function field(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Rows of CSV (RFC 4180), empty lines left out. */
function rowsOf(record: Uint8Array): readonly (readonly string[])[] {
  const text = textOf(record)
  const rows: string[][] = []
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|\r|\n|$)/y
  let row: string[] = []
  while (cell.lastIndex < text.length) {
    const found = cell.exec(text)
    if (found === null) throw wrong('record', 'lines of comma-separated values in RECORD', 'something else')
    row.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] === ',' && cell.lastIndex < text.length) continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}

function textOf(record: Uint8Array): string {
  try {
    return decodeUtf8(record)
  } catch (cause) {
    throw Object.assign(wrong('record', 'RECORD in UTF-8', 'other bytes'), { cause })
  }
}
