import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson } from '../encoding/index.ts'
import { TrustError } from './trust-error.ts'

/** A revocation has some 300 bytes. */
const MAX_REVOCATION_BYTES = 8 * 1024
const MAX_NOTE_LENGTH = 500

const Instant = v.pipe(
  v.string(),
  v.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/),
  // Days that no month has are moved on by the engine.
  v.check((text) => instantText(Date.parse(text) / 1000) === text),
  v.transform((text) => Date.parse(text) / 1000),
)

const common = {
  format: v.literal(1),
  /** Of a key as its record has it; or of a subkey, or of a CA's or a signer's certificate (sha256). */
  fingerprint: v.pipe(v.string(), v.regex(/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/)),
  at: Instant,
  /** The id of the person who says it. */
  by: v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/)),
  note: v.optional(
    v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_NOTE_LENGTH), v.regex(/^[^\p{Cc}\p{Cf}]+$/u)),
  ),
}

const Revocation = v.variant('kind', [
  v.strictObject({ ...common, kind: v.literal('soft'), reason: v.picklist(['superseded', 'retired']) }),
  v.strictObject({
    ...common,
    kind: v.literal('hard'),
    reason: v.picklist(['compromised', 'unknown']),
    /** Nothing signed from then on counts; absent: nothing at all. */
    compromisedSince: v.optional(Instant),
  }),
])

/** Somebody's word that a key is no longer to be trusted. Times are seconds since the epoch. */
export type Revocation = v.InferOutput<typeof Revocation>

/** Reads a revocation. Throws `TrustError` `revocation-malformed`. */
export function parseRevocation(bytes: Uint8Array): Revocation {
  try {
    return v.parse(Revocation, parseJson(bytes, { maxBytes: MAX_REVOCATION_BYTES, maxDepth: 2 }))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new TrustError('revocation-malformed', {
      message: `the revocation can not be read: ${cause.message}`,
      hint: 'a newer pip-trust may know its form',
      cause,
    })
  }
}

/** A revocation as the text of its file, the same for the same revocation. */
export function revocationText(revocation: Revocation): string {
  const { format, fingerprint, kind, reason, by, note } = revocation
  const since = revocation.kind === 'hard' ? revocation.compromisedSince : undefined
  const said = {
    format,
    fingerprint,
    kind,
    reason,
    by,
    at: instantText(revocation.at),
    ...(since === undefined ? {} : { compromisedSince: instantText(since) }),
    ...(note === undefined ? {} : { note }),
  }
  return `${canonicalJson(said)}\n`
}

function instantText(at: number): string {
  if (!Number.isFinite(at)) return ''
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`
}
