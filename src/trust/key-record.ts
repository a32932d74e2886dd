import * as v from 'valibot'
import { canonicalJson } from '../encoding/index.ts'
import { TrustError } from './trust-error.ts'

const MAX_OWNER_LENGTH = 200

/** From the first to the last; a key never goes back. */
const KEY_STATES = ['pending', 'dual-sign', 'active', 'verify-only', 'retired', 'revoked'] as const
export type KeyState = (typeof KEY_STATES)[number]

/** What a key may be used for. */
export const KEY_PURPOSES = ['release', 'rebuild', 'sbom', 'directory', 'revocation'] as const
export type KeyPurpose = (typeof KEY_PURPOSES)[number]

/** How a key's public half is kept: `.asc`, `.pem`, minisign's `.pub`, and `.pem` with a certificate. */
const RECORD_KINDS = ['openpgp', 'plain', 'minisign', 'certificate'] as const
export type RecordKind = (typeof RECORD_KINDS)[number]

/** Seconds since the epoch, from an instant of RFC 3339 in UTC, to the second. */
const Instant = v.pipe(
  v.string(),
  v.regex(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$/),
  v.check((text) => isDay(text), 'there is no such day'),
  v.transform((text) => Date.parse(text) / 1000),
)

/** Upper-case hex: of OpenPGP keys 40 digits (v4) or 64 (v6); of a certificate its sha256; else sha256 of SubjectPublicKeyInfo. */
const Fingerprint = v.pipe(v.string(), v.regex(/^(?:[0-9A-F]{40}|[0-9A-F]{64})$/))
const Name = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/))
const Owner = v.pipe(
  v.string(),
  v.minLength(1),
  v.maxLength(MAX_OWNER_LENGTH),
  v.regex(/^[^\p{Cc}\p{Cf}]+$/u),
)

const Revocation = v.variant('kind', [
  v.strictObject({ kind: v.literal('soft'), reason: v.picklist(['superseded', 'retired']), at: Instant }),
  v.strictObject({
    kind: v.literal('hard'),
    reason: v.picklist(['compromised', 'unknown']),
    at: Instant,
    /** Nothing signed from then on counts; absent: nothing at all. */
    compromisedSince: v.optional(Instant),
  }),
])
export type KeyRevocation = v.InferOutput<typeof Revocation>

const Record = v.strictObject({
  format: v.literal(1),
  fingerprint: Fingerprint,
  kind: v.picklist(RECORD_KINDS),
  algorithm: v.picklist(['ed25519', 'P-256', 'P-384', 'P-521', 'rsa']),
  /** The id of the person whose it is. */
  holder: Name,
  /** The same for people: `Dana <dana@acme.example>`. */
  owner: Owner,
  purpose: v.pipe(v.array(v.picklist(KEY_PURPOSES)), v.minLength(1), v.maxLength(KEY_PURPOSES.length)),
  /** What a person made of it; the calendar only moves it on (`keyStateAt`). */
  state: v.picklist(KEY_STATES),
  /** From then on it signs. */
  notBefore: Instant,
  /** Until then it signs beside the key that it follows. */
  dualUntil: v.optional(Instant),
  /** From then on it signs no more. */
  signUntil: Instant,
  /** From then on nothing that it signed counts. */
  verifyUntil: Instant,
  /** The key that comes after it. */
  successor: v.optional(Fingerprint),
  minisignId: v.optional(v.pipe(v.string(), v.regex(/^[0-9A-F]{16}$/))),
  revocation: v.optional(Revocation),
  /** That the holder had the private key: its signature over `possessionStatement`, base64 or armored. */
  possession: v.strictObject({
    at: Instant,
    signature: v.pipe(v.string(), v.minLength(1), v.maxLength(8192)),
  }),
})

/** What is public of a key: whose it is, what for, and its calendar. Times are seconds since the epoch. */
export type KeyRecord = v.InferOutput<typeof Record>

/** The record that a file's value is. Throws `TrustError` `record-malformed`. */
export function keyRecordOf(value: unknown): KeyRecord {
  const read = v.safeParse(Record, value)
  if (!read.success) {
    const [issue] = read.issues
    throw malformedRecord(`\`${v.getDotPath(issue) ?? 'the whole'}\`: ${issue.message}`)
  }
  return checked(read.output)
}

type Claimed = Pick<KeyRecord, 'fingerprint' | 'kind' | 'holder' | 'owner' | 'purpose'>

/**
 * What a key signs to prove that its holder has it: everything of the record that doesn't change with its state. The head
 * keeps it from being taken for anything else that the key may sign. `at` in seconds.
 */
export function possessionStatement(
  { fingerprint, kind, holder, owner, purpose }: Claimed,
  at: number,
): Uint8Array {
  const said = { fingerprint, kind, holder, owner, purpose: purpose.toSorted(), at }
  return Buffer.from(`pip-trust key possession v1\n${canonicalJson(said)}\n`)
}

/** What a key is at a time (`now` in seconds): what a person made of it, moved on by its calendar, and never back. */
export function keyStateAt(record: KeyRecord, now: number): KeyState {
  const planned = planAt(record, now)
  const declared = record.state
  // A person can end a key early, and can hold none active before its time.
  const isEnded = KEY_STATES.indexOf(declared) > KEY_STATES.indexOf('active')
  return isEnded && KEY_STATES.indexOf(declared) > KEY_STATES.indexOf(planned) ? declared : planned
}

function planAt({ notBefore, dualUntil, signUntil, verifyUntil }: KeyRecord, now: number): KeyState {
  if (now >= verifyUntil) return 'retired'
  if (now >= signUntil) return 'verify-only'
  if (now < notBefore) return 'pending'
  return dualUntil !== undefined && now < dualUntil ? 'dual-sign' : 'active'
}

function checked(record: KeyRecord): KeyRecord {
  const { notBefore, dualUntil = notBefore, signUntil, verifyUntil } = record
  const isOrdered = notBefore <= dualUntil && dualUntil <= signUntil && signUntil <= verifyUntil
  if (!isOrdered)
    throw malformedRecord('its dates are not in the order notBefore, dualUntil, signUntil, verifyUntil')
  if ((record.state === 'revoked') !== (record.revocation !== undefined))
    throw malformedRecord('`state: revoked` and `revocation` go together')
  if ((record.kind === 'minisign') !== (record.minisignId !== undefined))
    throw malformedRecord('`kind: minisign` and `minisignId` go together')
  if (new Set(record.purpose).size !== record.purpose.length) throw malformedRecord('a purpose stands twice')
  return record
}

/** A record as the value of its file, with instants in words. */
export function valueOfKeyRecord({ revocation, possession, ...rest }: KeyRecord): object {
  const instants = ['notBefore', 'dualUntil', 'signUntil', 'verifyUntil'] as const
  const dates = instants.flatMap((name) => {
    const at = rest[name]
    return at === undefined ? [] : [[name, instantText(at)]]
  })
  const revoked = revocation === undefined ? {} : { revocation: revocationInText(revocation) }
  return {
    ...rest,
    ...Object.fromEntries(dates),
    ...revoked,
    possession: { ...possession, at: instantText(possession.at) },
  }
}

function revocationInText(revocation: KeyRevocation): object {
  const at = instantText(revocation.at)
  if (revocation.kind === 'soft' || revocation.compromisedSince === undefined) return { ...revocation, at }
  return { ...revocation, at, compromisedSince: instantText(revocation.compromisedSince) }
}

/** Dates that do not exist (February 30th) are read as others, or as none. */
function isDay(text: string): boolean {
  const ms = Date.parse(text)
  return !Number.isNaN(ms) && instantText(ms / 1000) === text
}

/** An instant in seconds as RFC 3339 has it, in UTC. */
function instantText(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 19)}Z`
}

/** That a key's record can't be read, and why. */
export function malformedRecord(found: string, cause?: unknown): TrustError {
  return new TrustError('record-malformed', {
    message: `the record of a key can not be read: ${found}`,
    hint: 'trustctl keys list',
    cause,
  })
}
