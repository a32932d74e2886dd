import { decodeHex, encodeBase64 } from '../../encoding/index.ts'
import { verifiesPlainly, verifiesWith, type PublicKey } from '../../trust/index.ts'
import type { EvidenceOrigin } from '../../verdict/index.ts'
import { MAX_JWS_TRIALS } from '../limits.ts'
import type { KnownPlainKey } from '../plain/index.ts'
import { invalidSignature, type SignatureOutcome } from '../signature-outcome.ts'
import { expect } from '../unverified.ts'
import type { RecordDigests } from './read-attached.ts'
import { readJws, type JwsSignature, type RecordJws } from './read-jws.ts'

/** The kind of key that an algorithm is for: a signature is never tried on another. */
const KINDS: Readonly<Record<JwsSignature['algorithm'], PublicKey['kind']>> = {
  EdDSA: 'ed25519',
  ES256: 'P-256',
}

/** How often keys were tried, for all evidence of one artifact. */
export class JwsEffort {
  #left = MAX_JWS_TRIALS

  spend(): void {
    this.#left -= 1
    expect(
      this.#left >= 0,
      'TC3510',
      `signatures that name their keys, or at most ${MAX_JWS_TRIALS} trials`,
      'more of them',
    )
  }
}

/** One outcome for each signature of a RECORD.jws. Throws `Unverified` where it can't be read. */
export function jwsOutcomes(
  bytes: Uint8Array,
  record: RecordDigests,
  origin: EvidenceOrigin,
  keys: readonly KnownPlainKey[],
  effort: JwsEffort,
): readonly SignatureOutcome[] {
  const { hash, signatures } = readJws(bytes)
  return signatures.map((read) => {
    try {
      const signer = signerOf(read(), keys, effort)
      checkRecord(hash, record)
      // Nobody proves when it was signed.
      const flaw = signer.flawAt(null)
      if (flaw !== null) throw flaw
      return outcomeOf(signer, origin)
    } catch (error) {
      return invalidSignature(error, origin, null)
    }
  })
}

function signerOf(signature: JwsSignature, keys: readonly KnownPlainKey[], effort: JwsEffort): KnownPlainKey {
  const { algorithm, keyId } = signature
  const named = keys.find(({ fingerprint }) => namesOf(fingerprint).includes(keyId))
  const kind = KINDS[algorithm]
  expect(
    named === undefined || named.key.kind === kind,
    'TC3515',
    `a ${kind} key for ${algorithm}`,
    `the ${named?.key.kind ?? ''} key ${keyId}`,
  )
  const fitting = named === undefined ? keys.filter(({ key }) => key.kind === kind) : [named]
  const signer = fitting.find(({ key }) => {
    effort.spend()
    return isBy(key, signature)
  })
  expect(
    signer !== undefined || named === undefined,
    'TC3511',
    `a signature by key ${keyId}`,
    'one that does not fit',
  )
  expect(
    signer !== undefined,
    'TC3512',
    'a signature by a key of a keyring',
    keyId === '' ? 'one by nobody known' : `one by \`${keyId.slice(0, 100)}\``,
  )
  return signer
}

function isBy(key: PublicKey, { algorithm, input, signature }: JwsSignature): boolean {
  if (signature.byteLength !== 64) return false
  return algorithm === 'EdDSA'
    ? verifiesWith(key, 'sha512', input, signature)
    : verifiesPlainly(key, 'sha256', input, signature)
}

function checkRecord({ algorithm, hex }: RecordJws['hash'], record: RecordDigests): void {
  const own = record[algorithm]
  expect(own === hex, 'TC3514', `a RECORD with ${algorithm} ${hex}`, `${algorithm} ${own}`)
}

function outcomeOf(
  { fingerprint, keyrings, owner }: KnownPlainKey,
  origin: EvidenceOrigin,
): SignatureOutcome {
  const name = fingerprint.toUpperCase()
  const fact = {
    check: 'signature',
    result: 'ok',
    scheme: 'jws',
    fingerprint: name,
    signedBy: name,
    keyrings,
    owner,
    claimedAt: null,
    origin,
  } as const
  return { fact, expiresAt: null }
}

/** As `KeyTrials` takes hints: hex of either case, or base64 as cosign writes it. */
function namesOf(fingerprint: string): readonly string[] {
  return [fingerprint, fingerprint.toUpperCase(), encodeBase64(decodeHex(fingerprint))]
}
