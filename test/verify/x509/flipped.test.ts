import test from 'ava'
import fc from 'fast-check'
import { readRevocationList, readCertificate, trustOf } from '../../../src/trust/index.ts'
import { EncodingError } from '../../../src/encoding/index.ts'
import { createIssuing, revocationList, signCms } from '../../world/x509/index.ts'
import { evidenceOf, signatureFactsOf } from '../support.ts'
import { CONTENT, keyringOfCase, NOW } from './cms-cases.ts'

const issuing = createIssuing(NOW)
const root = issuing.root('Acme Root CA')
const dana = issuing.signer('Dana', root, { email: 'dana@acme.example' })
const list = revocationList(root, { revoked: [dana], thisUpdate: NOW - 60, nextUpdate: NOW + 60 })

const factsOf = async (bytes: Uint8Array, lists: readonly Buffer[] = []): Promise<string> => {
  const trust = trustOf([], [keyringOfCase({ roots: [root], lists })])
  const facts = await signatureFactsOf(CONTENT, [evidenceOf('cms-signature', bytes)], trust, NOW)
  return JSON.stringify(facts.filter(({ check, result }) => check === 'signature' && result === 'ok'))
}

for (const attributes of [true, false]) {
  test(`no bit of a signature can be changed into another good one, ${attributes ? 'with' : 'without'} attributes`, async (t) => {
    const good = signCms(CONTENT, { signers: [{ holder: dana, attributes, signingTime: NOW - 60 }] })
    const expected = await factsOf(good)
    t.not(expected, '[]')
    let same = 0
    for (let at = 0; at < good.length; at += 1) {
      const changed = Buffer.from(good)
      changed[at] = (good[at] ?? 0) ^ (1 << (at % 8))
      const found = await factsOf(changed)
      if (found === expected) same += 1
      else t.is(found, '[]', `byte ${at}`)
    }
    // The set of digest algorithms beside the signers is framing that nobody signs, nor anybody reads.
    t.true(same <= 16, `${same} changes made no difference`)
  })
}

test('no bit of a list can be changed so that it clears whom it names', async (t) => {
  const good = signCms(CONTENT, { signers: [{ holder: dana }] })
  for (let at = 0; at < list.length; at += 1) {
    const changed = Buffer.from(list)
    changed[at] = (list[at] ?? 0) ^ (1 << (at % 8))
    t.is(await factsOf(good, [changed]), '[]', `byte ${at}`)
  }
})

test('whatever the bytes, reading ends in an answer', async (t) => {
  const seeds = [dana.der, list, signCms(CONTENT, { signers: [{ holder: dana }] })]
  const mangled = fc
    .tuple(fc.constantFrom(...seeds), fc.array(fc.tuple(fc.nat(2000), fc.nat(255)), { maxLength: 6 }))
    .map(([seed, changes]) => {
      const copy = Buffer.from(seed)
      for (const [at, value] of changes) copy[at % copy.length] = value
      return copy
    })
  await fc.assert(
    fc.asyncProperty(fc.oneof(mangled, fc.uint8Array({ maxLength: 200 })), async (bytes) => {
      for (const read of [readCertificate, readRevocationList]) {
        try {
          read(bytes)
        } catch (error) {
          t.true(error instanceof EncodingError)
        }
      }
      t.is(typeof (await factsOf(bytes)), 'string')
    }),
    { numRuns: 400 },
  )
})
