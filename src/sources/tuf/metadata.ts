import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import { MAX_SIGNATURES, MAX_TUF_DEPTH } from './limits.ts'
import { TufError } from './tuf-error.ts'

/** What is looked at in a metadata file beside what the library checks. */
export interface MetadataFile {
  readonly bytes: Buffer
  readonly version: number
  /** Seconds since the epoch, UTC. */
  readonly expiresAt: number
}

const Envelope = v.object({
  signed: v.object({
    version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
    expires: v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.number()),
  }),
  signatures: v.pipe(v.array(v.unknown()), v.maxLength(MAX_SIGNATURES)),
})

/**
 * Reads a metadata file strictly before the library reads it again leniently: so it has one reading only (no key
 * twice), bounded depth, a version that is a number to count with, and a time. Throws `TufError` `malformed`.
 */
export function readMetadata(label: string, bytes: Uint8Array, maxBytes: number): MetadataFile {
  try {
    const { signed } = v.parse(Envelope, parseJson(bytes, { maxBytes, maxDepth: MAX_TUF_DEPTH }))
    return {
      bytes: Buffer.from(bytes),
      version: signed.version,
      expiresAt: Math.floor(signed.expires / 1000),
    }
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new TufError('malformed', {
      message: `\`${label}\` is no TUF metadata: ${cause.message}`,
      hint: 'look at what that place serves: it may be an error page, or half a copy',
      cause,
    })
  }
}
