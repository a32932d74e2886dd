import { sha256Of } from '../../encoding/index.ts'
import type { KeyPurpose, KeyRecord } from '../../trust/index.ts'
import { checkMaySign, type SignatureMade, type Signer } from '../keys/index.ts'
import { limits } from '../../verify/index.ts'
import { signEnvelope, type Subject } from './envelope.ts'
import type { OpenKey } from './sign-artifact.ts'
import { SignError } from './sign-error.ts'

/** A key that signs envelopes. */
export interface PlainKey {
  readonly record: KeyRecord
  readonly signer: Signer
}

export interface StatementWish {
  readonly purpose: KeyPurpose
  /** The file that the ledger names. */
  readonly subject: Subject
  /** Seconds. */
  readonly now: number
  readonly actor: string
}

/** A statement in its envelope, and what the ledger has to say before anybody sees it. */
export interface SignedStatement {
  readonly content: Uint8Array
  readonly made: readonly SignatureMade[]
}

/** The keys that are for something and sign envelopes: plain ones. */
export function plainKeysFor(purpose: KeyPurpose, keys: readonly OpenKey[]): readonly PlainKey[] {
  return keys.flatMap(({ record, signer }) =>
    record.kind === 'plain' && signer.kind === 'raw' && record.purpose.includes(purpose)
      ? [{ record, signer: signer.signer }]
      : [],
  )
}

/**
 * Signs an in-toto statement by keys that are for it. Throws `KeysError` for a key that isn't, or not now; `SignError` `form` for a
 * statement that no verifier would read.
 */
export async function signStatement(
  statement: Uint8Array,
  keys: readonly PlainKey[],
  { purpose, subject, now, actor }: StatementWish,
): Promise<SignedStatement> {
  for (const { record } of keys) checkMaySign(record, purpose, now)
  const signers = keys.map(({ signer }) => signer)
  const content = Buffer.from(await signEnvelope(statement, signers, null))
  checkReadable(content.byteLength, subject)
  const made = keys.map(({ record: { fingerprint: key, holder } }) => ({
    at: now,
    actor,
    key,
    holder,
    purpose,
    form: purpose,
    subject: { name: subject.name, sha256: subject.sha256 },
    signature: sha256Of(content),
  }))
  return { content, made }
}

function checkReadable(bytes: number, { name }: Subject): void {
  if (bytes <= limits.MAX_STATEMENT_ENVELOPE_BYTES) return
  throw new SignError('form', {
    message: `the statement about \`${name}\` has ${bytes} bytes in its envelope: expected at most ${limits.MAX_STATEMENT_ENVELOPE_BYTES}`,
    hint: 'leave it unsigned, or make a bill of less: trustctl sbom --help',
  })
}
