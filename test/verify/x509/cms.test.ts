import test from 'ava'
import { trustOf } from '../../../src/trust/index.ts'
import { codesOf, evidenceOf, signatureFactsOf } from '../support.ts'
import { cmsCases, CONTENT, keyringOfCase, NOW } from './cms-cases.ts'

for (const each of cmsCases()) {
  test(each.name, async (t) => {
    const evidence = [evidenceOf('cms-signature', each.bytes)]
    const facts = await signatureFactsOf(CONTENT, evidence, trustOf([], [keyringOfCase(each)]), NOW)
    t.is(codesOf(facts, 'signature').join(' '), each.expected)
  })
}
