import { decodeBase64Url, encodeHex, EncodingError } from '../encoding/index.ts'

/** One line of a RECORD: a path with `/`, relative to the folder that holds `.dist-info`. */
export interface RecordLine {
  readonly path: string
  /** Null where the line has none (RECORD itself, compiled files). `hex` in lower case. */
  readonly digest: { readonly algorithm: RecordAlgorithm; readonly hex: string } | null
}

export type RecordAlgorithm = (typeof ALGORITHMS)[number]

const ALGORITHMS = ['sha256', 'sha384', 'sha512', 'md5', 'sha1'] as const
const MAX_LINES = 200_000
/** A path as Python's `csv` writes it, quoted where it holds a comma, a quote or a line's end; the digest; the size. */
const ROW = /(?:"((?:[^"]|"")*)"|([^",\r\n]*)),([^",\r\n]*),([^",\r\n]*)(?:\r\n|\n|$)/y

/** Reads a RECORD (PEP 376, PEP 427); null for what is none, names a path twice, or has over 200,000 lines. */
export function readRecordLines(text: string): readonly RecordLine[] | null {
  const lines = new Map<string, RecordLine>()
  const row = new RegExp(ROW)
  while (row.lastIndex < text.length) {
    const found = row.exec(text)
    const line = found === null ? null : lineOf(found)
    if (line === null || lines.has(line.path) || lines.size >= MAX_LINES) return null
    lines.set(line.path, line)
  }
  return [...lines.values()]
}

function lineOf([, quoted, plain = '', hash = '']: RegExpExecArray): RecordLine | null {
  const path = quoted?.replaceAll('""', '"') ?? plain
  const digest = hash === '' ? null : digestOf(hash)
  return path === '' || digest === 'unreadable' ? null : { path, digest }
}

/** `sha256=` and the digest in base64url without padding; old tools padded it. */
function digestOf(text: string): NonNullable<RecordLine['digest']> | 'unreadable' {
  const [, name, value = ''] = /^([a-z0-9]+)=([A-Za-z0-9_-]+)=*$/.exec(text) ?? []
  const algorithm = ALGORITHMS.find((each) => each === name)
  if (algorithm === undefined) return 'unreadable'
  try {
    return { algorithm, hex: encodeHex(decodeBase64Url(value)) }
  } catch (error) {
    if (error instanceof EncodingError) return 'unreadable'
    throw error
  }
}
