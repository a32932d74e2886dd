import test from 'ava'
import fc from 'fast-check'
import { parseTrustedRoot, trustOf } from '../../src/trust/index.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { artifactOf, codesOf, evidenceOf, factsOf, NOW } from './support.ts'

const FILE = 'sampleproject-4.0.0.tar.gz'
const DIGEST = '0a'.repeat(32)

/** Where an attestation holds base64, as a path of keys. */
const PLACES = [
  'verification_material.certificate',
  'verification_material.transparency_entries.0.canonicalizedBody',
  'verification_material.transparency_entries.0.logId.keyId',
  'verification_material.transparency_entries.0.inclusionPromise.signedEntryTimestamp',
  'verification_material.transparency_entries.0.inclusionProof.rootHash',
  'verification_material.transparency_entries.0.inclusionProof.hashes.0',
  'envelope.statement',
  'envelope.signature',
] as const

/** A copy in which the text at a path is changed. */
const changed = (
  value: unknown,
  [key, ...rest]: readonly string[],
  change: (text: string) => string,
): unknown => {
  if (key === undefined) return typeof value === 'string' ? change(value) : value
  if (Array.isArray(value))
    return value.map((each, at) => (String(at) === key ? changed(each, rest, change) : each))
  return Object.fromEntries(
    Object.entries(Object(value)).map(([name, each]) => [
      name,
      name === key ? changed(each, rest, change) : each,
    ]),
  )
}

const flip = (text: string, at: number, bit: number): string => {
  const bytes = Buffer.from(text, 'base64')
  const index = at % bytes.length
  bytes[index] = (bytes[index] ?? 0) ^ (1 << bit)
  return bytes.toString('base64')
}

for (const place of PLACES) {
  test(`no flipped bit in ${place} verifies or throws`, async (t) => {
    const world = await createSigstoreWorld({ now: NOW })
    const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
    const good = world.attest({ filename: FILE, sha256: DIGEST })
    const judge = async (attestation: unknown) => {
      const evidence = [evidenceOf('pep740-attestation', attestation)]
      return codesOf(await factsOf({ artifact: artifactOf(FILE, DIGEST), evidence }, trust), 'attestation')
    }
    t.deepEqual(await judge(good), ['ok'])
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(7), async (at, bit) => {
        const bad = changed(good, place.split('.'), (text) => flip(text, at, bit))
        t.notDeepEqual(await judge(bad), ['ok'])
      }),
      { numRuns: 60 },
    )
  })
}

test('no changed character of the checkpoint or of the numbers verifies', async (t) => {
  const world = await createSigstoreWorld({ now: NOW })
  const trust = trustOf([parseTrustedRoot('world', world.trustedRoot)], [])
  const good = world.attest({ filename: FILE, sha256: DIGEST })
  const entry = 'verification_material.transparency_entries.0'
  const checkpoint = `${entry}.inclusionProof.checkpoint.envelope`
  const numbers = ['logIndex', 'integratedTime', 'inclusionProof.logIndex', 'inclusionProof.treeSize']
  const judge = async (attestation: unknown) => {
    const evidence = [evidenceOf('pep740-attestation', attestation)]
    return codesOf(await factsOf({ artifact: artifactOf(FILE, DIGEST), evidence }, trust), 'attestation')
  }
  for (const number of numbers) {
    const bad = changed(good, `${entry}.${number}`.split('.'), (text) => String(Number(text) + 1))
    t.notDeepEqual(await judge(bad), ['ok'], number)
  }
  await fc.assert(
    fc.asyncProperty(fc.nat(), async (place) => {
      const bad = changed(good, checkpoint.split('.'), (text) => {
        const at = place % text.length
        return `${text.slice(0, at)}${text[at] === 'A' ? 'B' : 'A'}${text.slice(at + 1)}`
      })
      t.notDeepEqual(await judge(bad), ['ok'])
    }),
    { numRuns: 100 },
  )
})
