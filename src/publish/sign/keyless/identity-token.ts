import * as v from 'valibot'
import { decodeBase64Url, EncodingError, parseJson } from '../../../encoding/index.ts'
import { SignError } from '../sign-error.ts'
import { tokenPublisher, type TokenPublisher } from './token-publisher.ts'

export const MAX_TOKEN_BYTES = 16 * 1024
const Claims = v.looseObject({
  iss: v.string(),
  sub: v.string(),
  aud: v.union([v.string(), v.array(v.string())]),
  exp: v.number(),
  email: v.optional(v.string()),
})

/** An OpenID token, and what the authority wants signed as proof that whoever asks has the key. */
export interface IdentityToken {
  readonly text: string
  /** `email` where the token has one, else `sub` (Fulcio, «Certificate Issuing Overview»). */
  readonly subject: string
  readonly issuer: string
  /** Null where no policy could name whom it is of. */
  readonly publisher: TokenPublisher | null
}

/**
 * Reads a token's claims (RFC 7519): the authority checks its signature, here it is only looked at whether it can be of use. `now` in
 * seconds. Throws `SignError` `token`, with nothing of the token in it.
 */
export function readIdentityToken(text: string, now: number): IdentityToken {
  const [, payload, ...rest] = text.split('.')
  if (text.length > MAX_TOKEN_BYTES || payload === undefined || rest.length !== 1)
    throw unusable('it is no signed JSON Web Token')
  const read = v.safeParse(Claims, claimsOf(payload))
  if (!read.success) throw unusable('it lacks `iss`, `sub`, `aud` or `exp`')
  const { iss, sub, aud, exp, email } = read.output
  if (exp <= now) throw unusable(`it ran out at ${new Date(exp * 1000).toISOString()}`)
  if (![aud].flat().includes('sigstore')) throw unusable('it is for another audience than `sigstore`')
  return { text, subject: email ?? sub, issuer: iss, publisher: tokenPublisher(iss, read.output) }
}

function claimsOf(payload: string): unknown {
  try {
    return parseJson(decodeBase64Url(payload), { maxBytes: MAX_TOKEN_BYTES, maxDepth: 8 })
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

function unusable(why: string): SignError {
  return new SignError('token', {
    message: `the identity token can not be used: ${why}`,
    hint: 'ask the CI for one with the audience `sigstore`, and give it by SIGSTORE_ID_TOKEN',
  })
}
