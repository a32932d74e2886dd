import {
  certificateId,
  parseAuthorities,
  parseKeys,
  parsePlainKey,
  TrustError,
  type Certificate,
  type ImportedKey,
  type KeyRecord,
  type PlainKey,
  type RecordKind,
} from '../../../trust/index.ts'
import { parseKeyRecord } from '../../key-record-file.ts'
import { SourcesError } from '../../sources-error.ts'

/** How a key's file ends, by its kind. */
export const KEY_ENDINGS: Readonly<Record<RecordKind, string>> = {
  openpgp: 'asc',
  plain: 'pem',
  minisign: 'pub',
  certificate: 'pem',
}

/** A key of a directory with its record. */
export type DirectoryKey = { readonly record: KeyRecord } & (
  | { readonly kind: 'openpgp'; readonly key: ImportedKey }
  | { readonly kind: 'plain'; readonly key: PlainKey }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }
)

/**
 * Reads a key by its record: the file holds the one key that the record names, and nothing else. It is the holder's, whatever
 * its own user ids say, since people are counted. Throws `SourcesError` `directory`.
 */
export async function readDirectoryKey(
  record: KeyRecord,
  bytes: Uint8Array,
  owner: string,
): Promise<DirectoryKey> {
  const { kind, fingerprint } = record
  try {
    const found = await keyIn(kind, bytes, owner)
    const name = 'certificate' in found ? certificateId(found.certificate) : found.key.fingerprint
    const isMini = found.kind === 'plain' && found.key.minisignId === (record.minisignId ?? null)
    if (name.toUpperCase() === fingerprint && (found.kind !== 'plain' || isMini)) return { record, ...found }
    throw bad(fingerprint, `it holds ${name.toUpperCase()}`)
  } catch (cause) {
    if (!(cause instanceof TrustError)) throw cause
    throw bad(fingerprint, cause.message, cause)
  }
}

type Found =
  | { readonly kind: 'openpgp'; readonly key: ImportedKey }
  | { readonly kind: 'plain'; readonly key: PlainKey }
  | { readonly kind: 'certificate'; readonly certificate: Certificate }

async function keyIn(kind: RecordKind, bytes: Uint8Array, owner: string): Promise<Found> {
  switch (kind) {
    case 'openpgp': {
      const [key, ...rest] = await parseKeys(bytes)
      if (key === undefined || rest.length > 0) throw several()
      return { kind, key: { ...key, owner } }
    }
    case 'plain':
    case 'minisign':
      return { kind: 'plain', key: parsePlainKey(bytes, owner) }
    case 'certificate': {
      const { authorities, lists } = parseAuthorities(bytes) ?? { authorities: [], lists: [] }
      const [certificate, ...rest] = authorities
      if (certificate === undefined || rest.length + lists.length > 0) throw several()
      return { kind, certificate }
    }
  }
}

/** Reads the record of `keys/<fingerprint>.yaml`. Throws `SourcesError` `directory`. */
export function readRecord(path: string, bytes: Uint8Array): KeyRecord {
  try {
    const record = parseKeyRecord(bytes)
    if (path === `keys/${record.fingerprint}.yaml`) return record
    throw bad(path, `it is the record of ${record.fingerprint}`)
  } catch (cause) {
    if (!(cause instanceof TrustError)) throw cause
    throw bad(path, cause.message, cause)
  }
}

function several(): TrustError {
  return new TrustError('keys-malformed', { message: 'it does not hold one key and nothing else' })
}

function bad(what: string, found: string, cause?: unknown): SourcesError {
  return new SourcesError('directory', {
    message: `key \`${what}\` of the directory can't be used: ${found}`,
    hint: 'trustctl directory verify',
    cause,
  })
}
