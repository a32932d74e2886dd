import { decodeUtf8, EncodingError, readDer } from '../../../encoding/index.ts'
import type { Certificate } from '../../../trust/index.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'

/** What an issuer said about its token's holder, by the last number of Fulcio's identifiers (sigstore/fulcio `docs/oid-info.md`). */
export type Claims = ReadonlyMap<number, string>

/** Numbers that the checks speak of. */
export const CLAIM = {
  issuer: 8,
  buildSigner: 9,
  runner: 11,
  repository: 12,
  commit: 13,
  ref: 14,
  repositoryId: 15,
  ownerId: 17,
  buildConfig: 18,
  trigger: 20,
  environment: 23,
} as const

/** The first claims, for GitHub alone: raw text, with the number of the claim that took their place. */
const DEPRECATED: readonly (readonly [deprecated: number, claim: number])[] = [
  [1, CLAIM.issuer],
  [2, CLAIM.trigger],
  [3, CLAIM.commit],
  [6, CLAIM.ref],
]
const GITHUB = 'https://github.com/'
const DEPRECATED_REPOSITORY = 5

const FULCIO = '1.3.6.1.4.1.57264.1'
const FIRST_DER = 8
const LAST_DER = 26
const UTF8_STRING = 12

/**
 * The claims `.8` to `.26`, which are UTF8Strings in DER; those that are empty are none. Where a certificate has only the
 * deprecated `.1` to `.6` they stand in; where it has both, they must agree. Throws `Unverified` TC2115.
 */
export function readClaims({ extensions }: Certificate): Claims {
  const claims = new Map<number, string>()
  const put = (number: number, text: string): void => {
    if (text === '') return
    const known = claims.get(number)
    expect(known === undefined || known === text, 'TC2115', `one value of claim ${number}`, 'two that differ')
    claims.set(number, text)
  }
  for (let number = FIRST_DER; number <= LAST_DER; number += 1) {
    const found = extensions.get(`${FULCIO}.${number}`)
    if (found !== undefined) put(number, derText(found.value))
  }
  const raw = (number: number): string => rawText(extensions.get(`${FULCIO}.${number}`)?.value)
  for (const [deprecated, claim] of DEPRECATED) put(claim, raw(deprecated))
  const repository = raw(DEPRECATED_REPOSITORY)
  if (repository !== '') put(CLAIM.repository, `${GITHUB}${repository}`)
  return claims
}

function derText(value: Uint8Array): string {
  return readable('TC2115', 'a claim in DER and UTF-8', () => {
    const { tagClass, constructed, tag, content } = readDer(value)
    if (tagClass !== 'universal' || constructed || tag !== UTF8_STRING) {
      throw new EncodingError('der', { message: `a UTF8String was expected, not tag ${tag}` })
    }
    return decodeUtf8(content)
  })
}

function rawText(value: Uint8Array | undefined): string {
  return value === undefined ? '' : readable('TC2115', 'a claim in UTF-8', () => decodeUtf8(value))
}
