import { explicit, implicit, sequence } from '../../../world/sigstore/der.ts'
import {
  createIssuing,
  revocationList,
  signCms,
  type CmsWish,
  type Holder,
  type SignerWish,
  type Wish,
} from '../../../world/x509/index.ts'

/** A made signature, with what both verifiers are given. */
export interface CmsCase {
  readonly name: string
  /** `ok`, or our code. */
  readonly expected: string
  readonly bytes: Uint8Array
  readonly roots: readonly Holder[]
  readonly lists: readonly Buffer[]
  /** Why `openssl cms -verify` says otherwise, where it does. */
  readonly differs?: string
}

export const CONTENT = Buffer.from('PK\u0003\u0004 the bytes of a wheel\r\nwith line ends\n')
export const NOW = Date.UTC(2026, 8, 1) / 1000
export const DAY = 86_400

export const issuing = createIssuing(NOW)
export const root = issuing.root('Acme Root CA', { organization: 'Acme' })
export const issuer = issuing.authority('Acme Code CA', root, {
  organization: 'Acme',
  authority: { below: 0 },
})
export const dana = issuing.signer('Dana', issuer, { email: 'dana@acme.example', organization: 'Acme' })
export const sanOf = (...names: readonly Buffer[]) => ({ '2.5.29.17': { value: sequence(...names) } })
export const mail = (address: string): Buffer => implicit(1, Buffer.from(address))
export const dns = (host: string): Buffer => implicit(2, Buffer.from(host))
export const constraintsOf = (tag: 0 | 1, ...bases: readonly Buffer[]) => ({
  '2.5.29.30': { critical: true, value: sequence(explicit(tag, ...bases.map((base) => sequence(base)))) },
})

export const bySigner = (
  holder: Holder,
  wish: Partial<SignerWish> = {},
  cms: Partial<CmsWish> = {},
): Buffer =>
  signCms(CONTENT, {
    signers: [{ holder, signingTime: NOW - DAY, ...wish }],
    certificates: [holder, issuer],
    ...cms,
  })

export const issued = (wish: Partial<Wish> = {}): Holder => issuing.signer('Sam', issuer, wish)
export const current = { thisUpdate: NOW - DAY, nextUpdate: NOW + 7 * DAY }
export const rootList = revocationList(root, current)
export const flip = (bytes: Buffer, at: number): Buffer => {
  const copy = Buffer.from(bytes)
  copy[at] = (copy.at(at) ?? 0) ^ 1
  return copy
}

export const base = { roots: [root], lists: [] as readonly Buffer[] }
export const of = (
  name: string,
  expected: string,
  bytes: Uint8Array,
  further: Partial<CmsCase> = {},
): CmsCase => ({
  name,
  expected,
  bytes,
  ...base,
  ...further,
})
