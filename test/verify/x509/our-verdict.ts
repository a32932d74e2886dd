import { trustOf } from '../../../src/trust/index.ts'
import { codesOf, evidenceOf, signatureFactsOf } from '../support.ts'
import { CONTENT, keyringOfCase, NOW, type CmsCase } from './cms-cases.ts'

/** `ok` or the code for each signer of a case, from the whole verifier. */
export const ourVerdict = async (each: CmsCase, now = NOW): Promise<string> => {
  const trust = trustOf([], [keyringOfCase(each)])
  const facts = await signatureFactsOf(CONTENT, [evidenceOf('cms-signature', each.bytes)], trust, now)
  return codesOf(facts, 'signature').join(' ')
}
