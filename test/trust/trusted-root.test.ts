import { readFileSync } from 'node:fs'
import test from 'ava'
import {
  MAX_ROOT_BYTES,
  parseTrustedRoot,
  PUBLIC_GOOD,
  publicGoodRoot,
  trustOf,
} from '../../src/trust/index.ts'
import { SEED } from '../conformance/vectors.ts'
import { createSigstoreWorld } from '../world/sigstore/index.ts'

const refused = { code: 'root-malformed' }

test('the shipped seed gives the public-good root without a network', (t) => {
  const root = publicGoodRoot(readFileSync(SEED))
  t.is(root.name, PUBLIC_GOOD)
  t.true(root.logs.some(({ baseUrl }) => baseUrl === 'https://rekor.sigstore.dev'))
  t.true(root.authorities.length > 0 && root.ctLogs.length > 0)
  t.regex(root.digest, /^[0-9a-f]{64}$/)
})

test('a broken seed is refused', (t) => {
  t.throws(() => publicGoodRoot(Buffer.from('{}')), refused)
  t.throws(() => publicGoodRoot(Buffer.from('nonsense')), refused)
})

test('windows are read in milliseconds, and open ends last', async (t) => {
  const { trustedRoot } = await createSigstoreWorld({ now: 1_800_000_000 })
  const { logs } = parseTrustedRoot('world', trustedRoot)
  t.deepEqual(logs[0]?.valid, {
    startMs: (1_800_000_000 - 4 * 365 * 86_400) * 1000,
    endMs: 8_640_000_000_000_000,
  })
})

test('a log of which nobody says since when it counts, counts never', async (t) => {
  const { trustedRoot } = await createSigstoreWorld()
  const text = Buffer.from(trustedRoot).toString()
  const counted = (changed: string) => {
    const { logs, ctLogs } = parseTrustedRoot('world', Buffer.from(changed))
    return [logs.length, ctLogs.length]
  }
  t.deepEqual(counted(text), [2, 1])
  t.deepEqual(counted(text.replaceAll(/"validFor":\{[^}]*\}/g, '"validFor":{}')), [0, 0])
  t.deepEqual(counted(text.replaceAll(/"validFor":\{[^}]*\}/g, '"validFor":null')), [0, 0])
  t.deepEqual(counted(text.replaceAll(/"start":"[^"]*"/g, '"end":"2099-01-01T00:00:00Z"')), [0, 0])
})

test('what is not a trusted root is refused', async (t) => {
  const { trustedRoot } = await createSigstoreWorld()
  const text = Buffer.from(trustedRoot).toString()
  for (const bad of [
    '',
    '[]',
    '{}',
    text.replace('trustedroot+json;version=0.1', 'trustedroot+json;version=9'),
    text.replace('SHA2_256', 'MD5'),
    text.replace('"certificates":[', '"certificates":[],"x":['),
    text.replace(/"rawBytes":"/, '"rawBytes":" '),
    text.replace('{', '{"mediaType":"twice",'),
  ]) {
    t.throws(() => parseTrustedRoot('bad', Buffer.from(bad)), refused)
  }
})

test('the size is bounded', async (t) => {
  const { trustedRoot } = await createSigstoreWorld()
  const sized = (size: number) => Buffer.concat([trustedRoot, Buffer.alloc(size - trustedRoot.length, ' ')])
  t.notThrows(() => parseTrustedRoot('big', sized(MAX_ROOT_BYTES)))
  t.throws(() => parseTrustedRoot('big', sized(MAX_ROOT_BYTES + 1)), refused)
})

test('the digest of trust knows its roots and not their order', async (t) => {
  const one = parseTrustedRoot('one', (await createSigstoreWorld()).trustedRoot)
  const two = parseTrustedRoot('two', (await createSigstoreWorld()).trustedRoot)
  t.is(trustOf([one, two], []).digest, trustOf([two, one], []).digest)
  t.not(trustOf([one], []).digest, trustOf([two], []).digest)
  t.not(trustOf([one], []).digest, trustOf([], []).digest)
})
