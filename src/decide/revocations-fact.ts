import type { RevocationsKnown } from '../sources/index.ts'
import type { RevocationsFact } from '../verdict/index.ts'

/** What is known of the age of revocations; nothing where no key directory is followed. */
export function revocationsFacts(known: RevocationsKnown | null): readonly RevocationsFact[] {
  if (known === null) return []
  const { asOf, directories } = known
  if (asOf !== null) return [{ check: 'revocations', result: 'ok', asOf, directories }]
  const finding = {
    code: 'TC3601',
    expected: 'a key directory that was heard',
    found: 'one that never was',
  } as const
  return [{ check: 'revocations', result: 'unavailable', finding, origin: null }]
}
