import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import * as v from 'valibot'
import { decodePem, EncodingError } from '../../src/encoding/index.ts'
import {
  readCertificate,
  readRevocationList,
  type Certificate,
  type RevocationFile,
} from '../../src/trust/index.ts'
import { Unverified } from '../../src/verify/unverified.ts'
import { checkEnd } from '../../src/verify/x509/path/check-end.ts'
import { Effort } from '../../src/verify/x509/path/effort.ts'
import { findPath } from '../../src/verify/x509/path/find-path.ts'
import { vectorsFolder } from './vectors.ts'

const Case = v.object({
  id: v.string(),
  validation_kind: v.picklist(['SERVER', 'CLIENT']),
  trusted_certs: v.array(v.string()),
  untrusted_intermediates: v.array(v.string()),
  peer_certificate: v.string(),
  validation_time: v.optional(v.nullable(v.string())),
  max_chain_depth: v.optional(v.nullable(v.number())),
  expected_result: v.picklist(['SUCCESS', 'FAILURE']),
  crls: v.array(v.string()),
})

export type LimboCase = v.InferOutput<typeof Case>

/** When limbo's cases without a time were made to be valid. */
const DEFAULT_TIME = '2024-06-01T00:00:00Z'
const PURPOSES = { SERVER: '1.3.6.1.5.5.7.3.1', CLIENT: '1.3.6.1.5.5.7.3.2' } as const

/** What a verifier of code signatures does not share, by the beginning of the ids or by the whole id. */
export const NOT_SHARED: ReadonlyMap<string, string> = new Map([
  ['webpki::aki::', 'profile of the CA/Browser Forum for roots; RFC 5280 §4.2.1.1 allows these fields'],
  ['webpki::cn::', 'how a server’s address is written in its common name; signers have no address'],
  ['webpki::san::', 'the name that a client asked for; nobody asks a signer for a name'],
  ['webpki::eku::ee-critical-eku', 'profile of the CA/Browser Forum; RFC 5280 §4.2.1.12 leaves it open'],
  [
    'webpki::eku::root-has-eku',
    'profile of the CA/Browser Forum; a purpose can only narrow what a CA may issue',
  ],
  ['webpki::forbidden-rsa-', 'profile of the CA/Browser Forum; 2049 bits are no weaker than 2048'],
  ['webpki::malformed-aia', 'an address to fetch issuers from, which is never read here'],
  ['rfc5280::ca-as-leaf-wrong-san', 'the name that a client asked for'],
])

/** All cases; null where the vectors are not at hand. */
export function limboCases(): readonly LimboCase[] | null {
  const folder = vectorsFolder('x509')
  if (folder === null) return null
  const text = readFileSync(join(folder, 'limbo.json'), 'utf8')
  return v.parse(v.object({ testcases: v.array(Case) }), JSON.parse(text)).testcases
}

/** Why a case isn't shared; null for one that is. */
export function notShared({ id }: LimboCase): string | null {
  return [...NOT_SHARED].find(([start]) => id.startsWith(start))?.[1] ?? null
}

/** `ok`, or the code and words of a refusal; as a signer's path is judged, with the case's purpose for code signing. */
export function judgeLimbo(each: LimboCase): { readonly code: string; readonly words: string } {
  const nowMs = Date.parse(each.validation_time ?? DEFAULT_TIME)
  const purpose = PURPOSES[each.validation_kind]
  const maxIntermediates = each.max_chain_depth ?? null
  try {
    const end = readCertificate(decodePem(each.peer_certificate).bytes)
    checkEnd(end, purpose)
    const question = {
      intermediates: each.untrusted_intermediates.flatMap(readable),
      anchors: each.trusted_certs.flatMap(readable),
      revocations: { files: each.crls.map(listOf), nowMs },
      purpose,
      timeMs: nowMs,
      ...(maxIntermediates === null ? {} : { maxIntermediates }),
    }
    findPath(end, question, new Effort())
    return { code: 'ok', words: '' }
  } catch (error) {
    if (error instanceof Unverified)
      return { code: error.code, words: `expected ${error.finding.expected}, found ${error.finding.found}` }
    if (error instanceof EncodingError) return { code: 'TC3312', words: error.message }
    throw error
  }
}

const readable = (pem: string): readonly Certificate[] => {
  try {
    return [readCertificate(decodePem(pem).bytes)]
  } catch (error) {
    if (error instanceof EncodingError) return []
    throw error
  }
}

const listOf = (pem: string, at: number): RevocationFile => {
  const base = { file: `${at}.crl`, sha256: '' }
  try {
    return { ...base, list: readRevocationList(decodePem(pem).bytes) }
  } catch (error) {
    if (error instanceof EncodingError) return { ...base, list: null }
    throw error
  }
}
