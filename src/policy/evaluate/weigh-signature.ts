import type { Finding, ReasonCode, SignatureFact } from '../../verdict/index.ts'
import type { KeyringIdentity, SignatureRequirement } from '../policy.ts'
import { personOf } from './person.ts'
import { LEAF_MET, short, type Leaf, type Scales } from './scales.ts'

type Signed = Extract<SignatureFact, { readonly result: 'ok' }>

/** There is a signature by somebody whom no keyring knows: only then does importing help. */
const UNKNOWN_SIGNER: ReadonlySet<ReasonCode> = new Set(['TC3112', 'TC3312', 'TC3512'])

/** Enough people of one of the keyrings have signed. */
export function weighSignature({ by }: SignatureRequirement, scales: Scales): Leaf {
  const expected = `a signature by ${by.map(({ text }) => text).join(' or ')}`
  const signed = scales.facts.filter((fact) => fact.check === 'signature' && fact.result === 'ok')
  if (signed.length === 0) return absent(by, expected, scales)
  if (by.some((identity) => people(identity, signed).size >= identity.atLeast)) return LEAF_MET
  const found = signed.map(({ owner, fingerprint }) => `${owner} (${fingerprint})`).join('; ')
  const cause = causeOf(by, signed, scales)
  const code = cause === 'rejected' ? 'TC3201' : 'TC3202'
  return short(cause, { ...reason(code, expected, found), fix: importOf(by) }, scales)
}

function absent(by: SignatureRequirement['by'], expected: string, scales: Scales): Leaf {
  const finding = firstFinding(scales)
  const { code, found } = finding ?? { code: 'TC3101' as const, found: 'no signature' }
  const cause = finding?.result === 'unavailable' ? 'unavailable' : 'missing'
  return short(
    cause,
    { ...reason(code, expected, found), fix: UNKNOWN_SIGNER.has(code) ? importOf(by) : [] },
    scales,
  )
}

/** Strangers alone are refused; too few of the right ones may be completed by what is still to be had. */
function causeOf(
  by: readonly KeyringIdentity[],
  signed: readonly Signed[],
  scales: Scales,
): 'rejected' | 'unavailable' | 'missing' {
  if (by.every((identity) => people(identity, signed).size === 0)) return 'rejected'
  return firstFinding(scales)?.result === 'unavailable' ? 'unavailable' : 'missing'
}

function people({ keyring }: KeyringIdentity, signed: readonly Signed[]): ReadonlySet<string> {
  return new Set(
    signed.filter(({ keyrings }) => keyrings.includes(keyring)).map(({ owner }) => personOf(owner)),
  )
}

function firstFinding({ facts }: Scales): (Finding & { readonly result: string }) | null {
  const open = facts.flatMap((fact) =>
    fact.check === 'signature' && fact.result !== 'ok' ? [{ ...fact.finding, result: fact.result }] : [],
  )
  return open.find(({ result }) => result === 'unavailable') ?? open[0] ?? null
}

/** How to accept a signer whom the person trusts. */
function importOf(by: SignatureRequirement['by']): readonly string[] {
  return by.map(({ keyring }) => `trustctl keys import --keyring ${keyring} FILE`)
}

function reason(code: ReasonCode, expected: string, found: string) {
  return { code, subject: 'signature', expected, found, fix: [] }
}
