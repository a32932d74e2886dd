import { decodeHex } from '../../encoding/index.ts'
import type { DigestWanted } from '../../protocol/index.ts'
import { verifiesWith } from '../../trust/index.ts'
import type { Evidence, EvidenceOrigin } from '../../verdict/index.ts'
import type { SignatureContext, SignatureOutcome } from '../signature-outcome.ts'
import { expect, Unverified } from '../unverified.ts'
import { minisignKeys, type KnownPlainKey } from './known-keys.ts'
import { claimedTime, readMinisign, type MinisignSignature } from './minisign.ts'

/** A prehashed signature is over the digest itself, so that it is worked out where the bytes are. */
const WANTED: DigestWanted = { algorithm: 'blake2b512', suffix: '' }

/** The outcome of a minisign signature. What costs nothing but the signature file is checked before a digest is asked for. */
export function minisignOutcome(
  { bytes, origin }: Pick<Evidence, 'bytes' | 'origin'>,
  context: SignatureContext,
): SignatureOutcome {
  try {
    return outcomeOf(readMinisign(bytes), origin, context)
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    const { finding } = error
    return {
      fact: { check: 'signature', result: 'invalid', finding, fingerprint: null, origin },
      expiresAt: null,
    }
  }
}

function outcomeOf(
  signature: MinisignSignature,
  origin: EvidenceOrigin,
  { trust, suffixed, now }: SignatureContext,
): SignatureOutcome {
  const { keyId } = signature
  const known = minisignKeys(trust, keyId, now * 1000)
  expect(known.length > 0, 'TC3412', 'a key of a keyring', `minisign key ${keyId}`)
  const sealers = known.filter((key) => isSealedBy(key, signature))
  expect(sealers.length > 0, 'TC3413', `a trusted comment signed by ${keyId}`, 'one that was not')
  const given = suffixed.find(({ algorithm, suffix }) => algorithm === WANTED.algorithm && suffix === '')
  if (given === undefined) return { wanted: WANTED }
  const digest = decodeHex(given.digest)
  const signer = sealers.find(({ key }) => verifiesWith(key, 'sha512', digest, signature.signature))
  expect(
    signer !== undefined && digest.length === 64,
    'TC3411',
    `a signature by ${keyId} over these bytes`,
    'one that does not fit',
  )
  const flaw = signer.flawAt(null)
  if (flaw !== null) throw flaw
  return { fact: factOf(signer, signature, origin), expiresAt: null }
}

function isSealedBy({ key }: KnownPlainKey, signature: MinisignSignature): boolean {
  const sealed = Buffer.concat([signature.signature, Buffer.from(signature.trustedComment)])
  return verifiesWith(key, 'sha512', sealed, signature.globalSignature)
}

function factOf(
  { fingerprint, keyrings, owner }: KnownPlainKey,
  signature: MinisignSignature,
  origin: EvidenceOrigin,
): Extract<SignatureOutcome, { fact: unknown }>['fact'] {
  const name = fingerprint.toUpperCase()
  const claimedAt = claimedTime(signature)
  const signer = { fingerprint: name, signedBy: name, keyrings, owner, claimedAt }
  return { check: 'signature', result: 'ok', scheme: 'minisign', ...signer, origin }
}
