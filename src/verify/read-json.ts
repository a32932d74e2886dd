import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson } from '../encoding/index.ts'
import type { ReasonCode } from '../verdict/index.ts'
import { MAX_EVIDENCE_BYTES, MAX_EVIDENCE_DEPTH } from './limits.ts'
import { Unverified } from './unverified.ts'

/** Canonical base64 of at least one byte. */
export const Base64 = v.pipe(v.string(), v.minLength(4), v.transform(decodeBase64))

/** Reads JSON into the schema's shape, or throws `Unverified` with the code given. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array,
  code: ReasonCode,
  what: string,
): v.InferOutput<Schema> {
  try {
    return v.parse(schema, parseJson(bytes, { maxBytes: MAX_EVIDENCE_BYTES, maxDepth: MAX_EVIDENCE_DEPTH }))
  } catch (cause) {
    if (cause instanceof EncodingError) throw new Unverified(code, what, cause.message, cause)
    if (cause instanceof v.ValiError) throw new Unverified(code, what, describe(cause), cause)
    throw cause
  }
}

function describe({ issues: [first] }: v.ValiError<v.GenericSchema>): string {
  return `at \`${v.getDotPath(first) ?? '.'}\`: ${first.message.slice(0, 200)}`
}
