import { keyringOf, parseKeys, trustOf } from '../../../src/trust/index.ts'
import { codesOf, evidenceOf, signatureFactsOf } from '../support.ts'
import { BYTES, NOW } from './forge.ts'
import type { CaseFiles } from './openpgp-case.ts'

/**
 * `ok` or the finding's code, of each signature of the file: imported keys, then the whole exchange of a verification. `now`
 * in seconds since the epoch.
 */
export async function ourCodes(
  { keys, signature, data = BYTES }: CaseFiles,
  now = NOW,
): Promise<readonly string[]> {
  const imported = await Promise.all(keys.map((key) => parseKeys(key)))
  const trust = trustOf([], [keyringOf('acme', { keys: imported.flat() })])
  const evidence = [evidenceOf('openpgp-signature', signature)]
  return codesOf(await signatureFactsOf(data, evidence, trust, now), 'signature')
}
