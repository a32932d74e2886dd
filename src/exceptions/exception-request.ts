import * as v from 'valibot'
import { EncodingError, parseJson } from '../encoding/index.ts'
import { WAIVABLE, type Waivable } from '../policy/index.ts'

/** Characters of a reason or an owner. */
export const MAX_WORDS = 500
/** Bytes of a kept request: a release has some hundred files at most. */
export const MAX_REQUEST_BYTES = 256 * 1024
const MAX_FILES = 500

/** An exception that somebody asks for, kept until somebody approves it. */
export interface ExceptionRequest {
  /** `EX-14` */
  readonly id: string
  /** Seconds since the epoch, UTC. */
  readonly requestedAt: number
  readonly by: string
  /** What it is about, as people say it: `flask==3.1.2`. */
  readonly about: string
  readonly project: string
  readonly version: string
  readonly files: readonly {
    readonly filename: string
    readonly sha256: string
    /** The decision that it speaks against. */
    readonly ref: string
  }[]
  readonly waive: readonly Waivable[]
  readonly owner: string
  readonly reason: string
  readonly days: number
  /** The policy that decided, whose exceptions alone count: `null` for the person's own. */
  readonly policyFile: string | null
}

const words = v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_WORDS))

const requestSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^EX-[1-9]\d{0,8}$/)),
  requestedAt: v.pipe(v.number(), v.safeInteger()),
  by: words,
  about: words,
  project: words,
  version: words,
  files: v.pipe(
    v.array(
      v.strictObject({ filename: words, sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)), ref: words }),
    ),
    v.minLength(1),
    v.maxLength(MAX_FILES),
  ),
  waive: v.pipe(v.array(v.picklist(WAIVABLE)), v.minLength(1)),
  owner: words,
  reason: words,
  days: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  policyFile: v.nullable(v.string()),
})

/** Reads a kept request; null for what is none. */
export function parseRequestFile(bytes: Uint8Array): ExceptionRequest | null {
  try {
    const parsed = v.safeParse(requestSchema, parseJson(bytes, { maxBytes: MAX_REQUEST_BYTES, maxDepth: 4 }))
    return parsed.success ? parsed.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
