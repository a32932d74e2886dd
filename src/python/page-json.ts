import { EncodingError, isJsonObject, parseJson, type JsonObject, type JsonValue } from '../encoding/index.ts'
import type { IndexFile, IndexPage } from './index-file.ts'
import { checkCount, joinUrl, locate, metadataDigest, sha256In } from './page-parts.ts'
import { parseProjectName } from './project-name.ts'
import { PythonError } from './python-error.ts'

const LIMITS = { maxBytes: 64 * 1024 * 1024, maxDepth: 32 }

/** Reads a page in PEP 691's form. Throws `PythonError` `page`. Files whose URL can't be read are left out, as pip does. */
export function parseJsonPage(bytes: Uint8Array, baseUrl: string): IndexPage {
  const page = parse(bytes)
  const files = isJsonObject(page) ? page['files'] : undefined
  if (!isJsonObject(page) || !Array.isArray(files)) throw malformed('expected an object with `files`')
  checkCount(files.length)
  return {
    apiVersion: isJsonObject(page['meta']) ? text(page['meta']['api-version']) : null,
    project: parseProjectName(text(page['name']) ?? ''),
    status: statusOf(page['project-status']),
    files: files.map((file: JsonValue) => readFile(file, baseUrl)).filter((file) => file !== null),
  }
}

function statusOf(value: JsonValue | undefined): IndexPage['status'] {
  const status = isJsonObject(value) ? text(value['status']) : null
  return isJsonObject(value) && status !== null ? { status, why: text(value['reason']) } : null
}

function parse(bytes: Uint8Array): JsonValue {
  try {
    return parseJson(bytes, LIMITS)
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw malformed(cause.message, cause)
  }
}

function readFile(file: JsonValue, baseUrl: string): IndexFile | null {
  if (!isJsonObject(file)) throw malformed('expected an object for each file')
  const place = locate(text(file['url']) ?? '', baseUrl)
  if (place === null) return null
  // pip lets a digest in the URL's fragment stand before one of the same name in `hashes`.
  const { sha256 = null, ...otherHashes } = { ...hashesOf(file['hashes']), ...place.hashes }
  const provenance = text(file['provenance'])
  return {
    filename: place.filename,
    url: place.url,
    sha256: sha256In(sha256),
    otherHashes,
    size: sizeOf(file['size']),
    provenance: provenance === null ? null : joinUrl(provenance, baseUrl),
    provenanceOffered: file['provenance'] !== undefined,
    coreMetadata: coreMetadataOf(file),
    gpgSig: typeof file['gpg-sig'] === 'boolean' ? file['gpg-sig'] : null,
    yanked: typeof file['yanked'] === 'boolean' ? file['yanked'] : (text(file['yanked']) ?? false),
    uploadTime: text(file['upload-time']),
    requiresPython: text(file['requires-python']),
  }
}

function hashesOf(value: JsonValue | undefined): Readonly<Record<string, string>> {
  if (!isJsonObject(value)) return {}
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, digest]) => (typeof digest === 'string' ? [[name, digest]] : [])),
  )
}

/** PEP 714: the new name stands before the old one. */
function coreMetadataOf(file: JsonObject): IndexFile['coreMetadata'] {
  const value = file['core-metadata'] ?? file['dist-info-metadata']
  if (isJsonObject(value)) return metadataDigest(text(value['sha256']))
  return value === true ? true : null
}

function sizeOf(value: JsonValue | undefined): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

function malformed(what: string, cause?: unknown): PythonError {
  return new PythonError('page', { message: `the index page can't be read: ${what}`, cause })
}
