import { readHeaders } from './metadata-headers.ts'
import { parseProjectName, type ProjectName } from './project-name.ts'
import { parseVersion, type Version } from './version.ts'

/** Who a METADATA or PKG-INFO file says it is about. */
export interface ProjectMetadata {
  readonly name: ProjectName
  readonly version: Version
}

/** Larger metadata is not read. */
export const MAX_METADATA_BYTES = 16 * 1024 * 1024

/**
 * Reads name and version from core metadata (RFC 822 headers), or returns null where one is missing, comes twice or
 * is not valid. Old files are not always UTF-8; these two are ASCII either way.
 */
export function parseMetadata(bytes: Uint8Array): ProjectMetadata | null {
  if (bytes.byteLength > MAX_METADATA_BYTES) return null
  const headers = readHeaders(Buffer.from(bytes).toString('latin1'))
  const [name, secondName] = headers.get('name') ?? []
  const [version, secondVersion] = headers.get('version') ?? []
  if (name === undefined || version === undefined) return null
  if (secondName !== undefined || secondVersion !== undefined) return null
  const project = parseProjectName(name.trim())
  const parsed = parseVersion(version)
  return project === null || parsed === null ? null : { name: project, version: parsed }
}
