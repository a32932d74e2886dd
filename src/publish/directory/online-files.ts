import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import { DirectoryError } from './directory-error.ts'

const LIMITS = { maxBytes: 256 * 1024, maxDepth: 8 }
const Version = v.pipe(v.number(), v.safeInteger(), v.minValue(1))
const Online = v.object({
  signed: v.object({
    version: Version,
    expires: v.string(),
    meta: v.record(v.string(), v.object({ version: Version })),
  }),
})

type Signed = v.InferOutput<typeof Online>['signed']

/** What `timestamp.json` or a snapshot says. Throws `DirectoryError` `malformed`. */
export function signedOf(label: string, bytes: Uint8Array): Signed {
  try {
    return v.parse(Online, parseJson(bytes, LIMITS)).signed
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw malformed(`\`${label}\` is no file of a key directory: ${cause.message}`, cause)
  }
}

/** The version that it names of another file. Throws `DirectoryError` `malformed`. */
export function versionIn(meta: Signed['meta'], file: string): number {
  const found = meta[file]?.version
  if (found === undefined) throw malformed(`\`${file}\` is not named where it must be`)
  return found
}

function malformed(message: string, cause?: unknown): DirectoryError {
  return new DirectoryError('malformed', { message, hint: 'trustctl directory verify', cause })
}
