import seeds from '@sigstore/tuf/seeds.json' with { type: 'json' }
import { parseSha256, sha256Of, type Sha256 } from '../encoding/index.ts'
import {
  ALWAYS,
  parseSigningKey,
  parseTrustedRoot,
  publicGoodRoot,
  TrustError,
  type SigstoreRoot,
} from '../trust/index.ts'
import { REASONS } from '../verdict/index.ts'
import { MESSAGE_SIGNATURE_TYPE, verifySigned, type Signed, type WantedSigner } from '../verify/index.ts'
import type * as api from './public-api.ts'
import { VerifyError } from './verify-error.ts'

const ORIGIN = { via: 'argument', where: 'bundle' } as const

/** See `public-api.ts`. */
export const verify: typeof api.verify = async ({ file, bundle, signer, trustedRoot, now = new Date() }) => {
  const sha256 = digestOf(file)
  const answer = verifySigned(
    {
      file: { sha256, filename: file.name ?? null },
      bundle: bytesOf(bundle),
      origin: ORIGIN,
      signer: wantedSigner(signer),
      standings: [],
    },
    [rootOf(trustedRoot)],
    Math.floor(now.getTime() / 1000),
  )
  if (answer.verified) return { verified: true, sha256, signatures: answer.by.map(signatureOf) }
  const { code, expected, found } = answer.finding
  return { verified: false, sha256, code, ...REASONS[code], expected, found }
}

function digestOf(file: api.VerifyFile): Sha256 {
  const digest = 'bytes' in file ? sha256Of(file.bytes) : parseSha256(file.sha256)
  if (digest !== null) return digest
  throw new VerifyError('file', { message: 'a sha256 has 64 hex digits in lower case' })
}

function wantedSigner(signer: api.VerifySigner): WantedSigner {
  if ('key' in signer) {
    return { kind: 'key', key: readable('key', () => parseSigningKey(bytesOf(signer.key), ALWAYS)) }
  }
  const { identity, issuer } = signer
  if (identity !== '' && issuer !== '') return { kind: 'identity', identity, issuer }
  throw new VerifyError('signer', { message: 'an identity and its issuer are wanted, or a key' })
}

function rootOf(trustedRoot: string | Uint8Array | undefined): SigstoreRoot {
  if (trustedRoot === undefined) return publicGoodRoot(Buffer.from(JSON.stringify(seeds)))
  return readable('trusted-root', () => parseTrustedRoot('given', bytesOf(trustedRoot)))
}

function readable<Value>(code: api.VerifyErrorCode, read: () => Value): Value {
  try {
    return read()
  } catch (cause) {
    if (!(cause instanceof TrustError)) throw cause
    throw new VerifyError(code, { message: cause.message, cause })
  }
}

function bytesOf(text: string | Uint8Array): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text) : text
}

function signatureOf({ publisher, predicateType, ...signed }: Signed): api.VerifiedSignature {
  const { subject: identity, issuer } = publisher
  const isOfFile = predicateType === MESSAGE_SIGNATURE_TYPE
  return {
    identity,
    issuer,
    predicateType: isOfFile ? null : predicateType,
    builder: signed.builder,
    signedAt: new Date(signed.signedAt * 1000),
    log: signed.log.map(({ log, index }) => ({ log, index })),
  }
}
