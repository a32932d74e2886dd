import { parseProjectName, type ProjectName } from './project-name.ts'
import { parseVersion, type Version } from './version.ts'

/** Who a METADATA or PKG-INFO file says it is about. */
export interface ProjectMetadata {
  readonly name: ProjectName
  readonly version: Version
}

/** Larger metadata is not read. */
const MAX_BYTES = 16 * 1024 * 1024

/**
 * Reads name and version from core metadata (RFC 822 headers), or returns null where one is missing, comes twice or
 * is not valid. Old files are not always UTF-8; these two are ASCII either way.
 */
export function parseMetadata(bytes: Uint8Array): ProjectMetadata | null {
  if (bytes.byteLength > MAX_BYTES) return null
  const headers = readHeaders(Buffer.from(bytes).toString('latin1'))
  const [name, secondName] = headers.get('name') ?? []
  const [version, secondVersion] = headers.get('version') ?? []
  if (name === undefined || version === undefined) return null
  if (secondName !== undefined || secondVersion !== undefined) return null
  const project = parseProjectName(name.trim())
  const parsed = parseVersion(version)
  return project === null || parsed === null ? null : { name: project, version: parsed }
}

/** The headers end at the first line that is none, as for Python's `email.parser`; a lone CR ends a line there too. */
function readHeaders(text: string): ReadonlyMap<string, readonly string[]> {
  const headers = new Map<string, string[]>()
  let values: string[] = []
  for (const line of linesOf(text)) {
    if (/^[ \t]/.test(line)) {
      values.push(`${values.pop() ?? ''} ${line.trim()}`)
      continue
    }
    const [, name, value] = /^([!-9;-~]+):(.*)$/s.exec(line) ?? []
    if (name === undefined || value === undefined) break
    values = headers.get(name.toLowerCase()) ?? []
    headers.set(name.toLowerCase(), values)
    values.push(value)
  }
  return headers
}

function* linesOf(text: string): Generator<string> {
  const end = /\r\n|\r|\n/g
  let start = 0
  for (let found = end.exec(text); found !== null; found = end.exec(text)) {
    yield text.slice(start, found.index)
    start = end.lastIndex
  }
  yield text.slice(start)
}
