/** Limits of what keys and signatures may hold, the time until which facts hold, and copies of one key. */
import test from 'ava'
import { keyringOf, parseKeys, trustOf, type Trust } from '../../src/trust/index.ts'
import { limits, verifyEvidence } from '../../src/verify/index.ts'
import { MAX_REVOCATIONS } from '../../src/verify/openpgp/revocation.ts'
import { MAX_EMBEDDED } from '../../src/verify/openpgp/signature.ts'
import { MAX_SELF_SIGNATURES, MAX_USERS } from '../../src/verify/openpgp/statement.ts'
import {
  binding,
  BYTES,
  certificate,
  certification,
  consent,
  DAY,
  detached,
  keyRevocation,
  newKey,
  NOW,
  part,
  subkeyPacket,
  user,
  userId,
  YEAR,
  type ForgedKey,
} from './openpgp-cases/forge.ts'
import { artifactOf, codesOf, evidenceOf, sha256, signatureFactsOf, suffixedOf } from './support.ts'

const trusting = async (key: Buffer): Promise<Trust> =>
  trustOf([], [keyringOf('acme', { keys: await parseKeys(key) })])

const codes = async (key: Buffer, by: ForgedKey) => {
  const evidence = [evidenceOf('openpgp-signature', detached({ by }))]
  return codesOf(await signatureFactsOf(BYTES, evidence, await trusting(key), NOW), 'signature')
}

/** Signatures in the key's name that don't fit it. */
const junk = (count: number, make: (at: number) => Buffer): readonly Buffer[] =>
  Array.from({ length: count }, (_, at) => make(at))

test('a good self-signature is found behind as many others as are looked at, and behind more it is not', async (t) => {
  const [dana, mallory] = [newKey(), newKey()]
  const forged = (count: number) =>
    junk(count, (at) =>
      certification(dana, { by: mallory, at: NOW - DAY - at, hashed: [part.created(NOW - DAY - at)] }),
    )
  const found = (count: number) => codes(certificate(dana, user(dana), ...forged(count)), dana)
  t.deepEqual(await found(MAX_SELF_SIGNATURES - 1), ['ok'])
  t.deepEqual(await found(MAX_SELF_SIGNATURES), ['TC3118'])
})

test('user ids are looked at up to a limit', async (t) => {
  const dana = newKey()
  const found = (count: number) =>
    codes(certificate(dana, ...junk(count, (at) => userId(`id ${at}`)), user(dana)), dana)
  t.deepEqual(await found(MAX_USERS - 1), ['ok'])
  t.deepEqual(await found(MAX_USERS), ['TC3118'])
})

test('more revocations than are looked at count as one, though none of them fits', async (t) => {
  const [dana, mallory] = [newKey(), newKey()]
  const found = (count: number) =>
    codes(certificate(dana, ...junk(count, () => keyRevocation(dana, { by: mallory })), user(dana)), dana)
  t.deepEqual(await found(MAX_REVOCATIONS), ['ok'])
  t.deepEqual(await found(MAX_REVOCATIONS + 1), ['TC3114'])
})

test('a binding carries so many signatures inside, and with more it is none', async (t) => {
  const [dana, subkey, mallory] = [newKey(), newKey(), newKey()]
  const found = (count: number) => {
    const also = Array.from({ length: count - 1 }, () => consent(mallory, subkey))
    const bound = binding(dana, subkey, { also })
    return codes(certificate(dana, user(dana), subkeyPacket(subkey), bound), subkey)
  }
  t.deepEqual(await found(MAX_EMBEDDED), ['ok'])
  t.deepEqual(await found(MAX_EMBEDDED + 1), ['TC3118'])
})

test('the number of signatures is bounded over all the evidence of a file', async (t) => {
  const dana = newKey()
  const trust = await trusting(certificate(dana, user(dana)))
  const piece = (count: number) =>
    evidenceOf('openpgp-signature', Buffer.concat(junk(count, () => detached({ by: dana }))))
  const most = limits.MAX_SIGNATURES
  const found = async (counts: readonly number[]) =>
    codesOf(await signatureFactsOf(BYTES, counts.map(piece), trust, NOW), 'signature')
  t.deepEqual(await found([most - 1, 1]), Array(most).fill('ok'))
  t.deepEqual(await found([most, 1]), [...Array(most).fill('ok'), 'TC3110'])
  t.deepEqual(await found([most - 1, 2]), [...Array(most - 1).fill('ok'), 'TC3110'])
})

test('facts hold until the first of key, subkey, binding, back signature and signature runs out', async (t) => {
  const until = async (key: Buffer, by: ForgedKey, more: Parameters<typeof detached>[0]['more'] = []) => {
    const artifact = artifactOf('a-1.0.tar.gz', sha256(BYTES))
    const evidence = [evidenceOf('openpgp-signature', detached({ by, more }))]
    const trust = await trusting(key)
    const question = { artifact, evidence, offer: 'none' } as const
    const wanted = await verifyEvidence({ ...question, suffixed: [] }, trust, NOW)
    if (wanted.kind !== 'digests-wanted') return wanted.recheckAfter
    const suffixed = suffixedOf(BYTES, wanted.wanted)
    const answer = await verifyEvidence({ ...question, suffixed }, trust, NOW)
    return answer.kind === 'facts' ? answer.recheckAfter : null
  }
  const [dana, subkey] = [newKey(), newKey()]
  const key = (wish: Parameters<typeof binding>[2]) =>
    certificate(dana, user(dana), subkeyPacket(subkey), binding(dana, subkey, wish))
  const end = NOW + YEAR
  t.is(await until(key({}), subkey), null)
  t.is(await until(key({ also: [part.keyExpiresAfter(3 * YEAR)] }), subkey), end)
  t.is(await until(key({ also: [part.expiresAfter(3 * YEAR)] }), subkey), end)
  const own = consent(dana, subkey, { more: [part.expiresAfter(3 * YEAR)] })
  t.is(await until(key({ consent: own }), subkey), end)
  t.is(await until(key({}), subkey, [part.expiresAfter(YEAR)]), end - DAY)
})

test('a copy that is revoked in one keyring counts in all, and allowing SHA-1 for one copy allows it for no other', async (t) => {
  const dana = newKey('rsa2048')
  const weak = user(dana, { hash: 'sha1' })
  const [plain] = await parseKeys(certificate(dana, weak))
  const [revoked] = await parseKeys(certificate(dana, keyRevocation(dana), weak))
  if (plain === undefined || revoked === undefined) throw new Error('keys were expected')
  const allowed = { ...plain, allowUnsafeSelfSignatures: true }
  const facts = (...keyrings: Parameters<typeof trustOf>[1]) =>
    signatureFactsOf(
      BYTES,
      [evidenceOf('openpgp-signature', detached({ by: dana }))],
      trustOf([], keyrings),
      NOW,
    )
  const [one, two] = [keyringOf('one', { keys: [plain] }), keyringOf('two', { keys: [allowed] })]
  t.deepEqual(codesOf(await facts(one), 'signature'), ['TC3115'])
  const found = (await facts(one, two)).find(({ check }) => check === 'signature')
  t.like(found, { result: 'ok', keyrings: ['two'] })
  t.deepEqual(codesOf(await facts(two, keyringOf('three', { keys: [revoked] })), 'signature'), ['TC3114'])
  const both = await facts(two, keyringOf('three', { keys: [allowed] }))
  t.like(
    both.find(({ check }) => check === 'signature'),
    { keyrings: ['two', 'three'] },
  )
})
