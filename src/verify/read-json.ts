import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson } from '../encoding/index.ts'
import type { ReasonCode } from '../verdict/index.ts'
import { MAX_EVIDENCE_BYTES, MAX_EVIDENCE_DEPTH } from './limits.ts'
import { Unverified } from './unverified.ts'

/** Canonical base64 of at least one byte. */
export const Base64 = v.pipe(v.string(), v.minLength(4), v.transform(decodeBase64))

/** Reads JSON of at most `maxBytes` into the schema's shape, or throws `Unverified` with the code given. */
export function readJson<Schema extends v.GenericSchema>(
  schema: Schema,
  bytes: Uint8Array,
  code: ReasonCode,
  what: string,
  maxBytes: number = MAX_EVIDENCE_BYTES,
): v.InferOutput<Schema> {
  const read = readable(code, what, () => {
    const value = parseJson(bytes, { maxBytes, maxDepth: MAX_EVIDENCE_DEPTH })
    return v.safeParse(schema, value, { abortEarly: true, abortPipeEarly: true })
  })
  if (read.success) return read.output
  throw new Unverified(code, what, describe(read.issues[0]))
}

/** What `read` gives. An `EncodingError` becomes `Unverified` with the code given. */
export function readable<Value>(code: ReasonCode, what: string, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw new Unverified(code, what, cause.message.slice(0, 200), cause)
  }
}

function describe(issue: v.BaseIssue<unknown>): string {
  return `at \`${v.getDotPath(issue) ?? '.'}\`: ${issue.message.slice(0, 200)}`
}
