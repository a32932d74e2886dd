import test from 'ava'
import { keyringOf, parseKeys, trustOf, type Trust } from '../../src/trust/index.ts'
import { limits, verifyEvidence } from '../../src/verify/index.ts'
import { createSigner, type Signer } from '../world/openpgp/index.ts'
import { artifactOf, codesOf, evidenceOf, sha256, signatureFactsOf } from './support.ts'

const BYTES = Buffer.from('the bytes of a release')
const NOW_SECONDS = Math.floor(Date.now() / 1000)
const YEAR_SECONDS = 365 * 86_400

const trusting = async (...signers: readonly Signer[]): Promise<Trust> =>
  trustOf(
    [],
    [keyringOf('acme', { keys: await parseKeys(Buffer.from(signers.map((s) => s.publicKey).join(''))) })],
  )

const judge = async (signature: Uint8Array, trust: Trust, bytes: Uint8Array = BYTES, now = NOW_SECONDS) =>
  signatureFactsOf(bytes, [evidenceOf('openpgp-signature', signature)], trust, now)

const codes = async (...args: Parameters<typeof judge>) => codesOf(await judge(...args), 'signature')

for (const type of ['ecc', 'p256', 'rsa'] as const) {
  for (const form of ['armored', 'binary'] as const) {
    test(`a good ${form} signature by a ${type} key verifies, and says by whom`, async (t) => {
      const dana = await createSigner('Dana <dana@acme.example>', { type })
      const facts = await judge(await dana.sign(BYTES, { form }), await trusting(dana))
      t.like(
        facts.find(({ check }) => check === 'signature'),
        {
          result: 'ok',
          fingerprint: dana.fingerprint,
          signedBy: dana.fingerprint,
          keyrings: ['acme'],
          owner: 'Dana <dana@acme.example>',
        },
      )
      t.deepEqual(
        await codes(await dana.sign(BYTES, { form }), await trusting(dana), Buffer.from('others')),
        ['TC3111'],
      )
    })
  }
}

test('each hash that is strong enough is asked for by its name', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>', { type: 'rsa' })
  const trust = await trusting(dana)
  for (const hash of ['sha256', 'sha512'] as const) {
    const evidence = [evidenceOf('openpgp-signature', await dana.sign(BYTES, { hash }))]
    const question = { artifact: artifactOf('a-1.0.tar.gz', sha256(BYTES)), evidence, offer: 'none' } as const
    const answer = await verifyEvidence({ ...question, suffixed: [] }, trust, NOW_SECONDS)
    t.like(answer, { kind: 'digests-wanted', wanted: [{ algorithm: hash }] })
  }
})

test('a signature by a subkey is the primary key’s, and names the subkey', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>', { signingSubkey: true })
  const fact = (await judge(await dana.sign(BYTES), await trusting(dana))).find(
    ({ check }) => check === 'signature',
  )
  t.like(fact, { result: 'ok', fingerprint: dana.fingerprint })
  t.true(fact?.check === 'signature' && fact.result === 'ok' && fact.signedBy !== dana.fingerprint)
})

test('an unknown key is TC3112, named by its fingerprint', async (t) => {
  const [dana, mallory] = [
    await createSigner('Dana <dana@acme.example>'),
    await createSigner('Dana <dana@acme.example>'),
  ]
  const facts = await judge(await mallory.sign(BYTES), await trusting(dana))
  t.deepEqual(codesOf(facts, 'signature'), ['TC3112'])
  t.like(
    facts.find(({ check }) => check === 'signature'),
    { fingerprint: mallory.fingerprint },
  )
  t.deepEqual(await codes(await dana.sign(BYTES), trustOf([], [])), ['TC3112'])
})

test('an expired key is TC3113, whatever time its signature claims', async (t) => {
  const wish = { expiresAfterSeconds: YEAR_SECONDS }
  const dana = await createSigner('Dana <dana@acme.example>', wish)
  const at = new Date((NOW_SECONDS - 1.5 * YEAR_SECONDS) * 1000)
  t.deepEqual(await codes(await dana.sign(BYTES, { at }), await trusting(dana)), ['TC3113'])
  t.deepEqual(
    await codes(
      await dana.sign(BYTES, { at }),
      await trusting(dana),
      BYTES,
      NOW_SECONDS - 1.4 * YEAR_SECONDS,
    ),
    ['ok'],
  )
})

test('a key that will expire is looked at again then', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>', { expiresAfterSeconds: 3 * YEAR_SECONDS })
  const trust = await trusting(dana)
  const [key] = trust.keyrings[0]?.keys ?? []
  const signature = evidenceOf('openpgp-signature', await dana.sign(BYTES))
  t.like(key, { revoked: false })
  t.true(Math.abs((key?.expiresAt ?? 0) - (NOW_SECONDS + YEAR_SECONDS)) < 120)
  t.true(
    (await signatureFactsOf(BYTES, [signature], trust, NOW_SECONDS)).some(({ result }) => result === 'ok'),
  )
})

test('a revoked key is TC3114', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  const keys = await parseKeys(Buffer.from(await dana.revoked()))
  t.like(keys[0], { revoked: true })
  t.deepEqual(await codes(await dana.sign(BYTES), trustOf([], [keyringOf('acme', { keys })])), ['TC3114'])
})

test('SHA-1 is TC3115: in a signature, and in a self-signature unless it is allowed by name', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>', { type: 'rsa', selfSignedBy: 'sha1' })
  const trust = await trusting(dana)
  const weak = await judge(await dana.sign(BYTES, { hash: 'sha1' }), trust)
  t.deepEqual(codesOf(weak, 'signature'), ['TC3115'])
  t.like(
    weak.find(({ check }) => check === 'signature'),
    { finding: { found: 'SHA-1' } },
  )
  const strong = await dana.sign(BYTES, { hash: 'sha256' })
  t.deepEqual(await codes(strong, trust), ['TC3115'])
  const keys = (trust.keyrings[0]?.keys ?? []).map((key) => ({ ...key, allowUnsafeSelfSignatures: true }))
  const allowing = trustOf([], [keyringOf('acme', { keys })])
  t.deepEqual(await codes(strong, allowing), ['ok'])
  t.deepEqual(await codes(await dana.sign(BYTES, { hash: 'sha1' }), allowing), ['TC3115'])
  t.not(trust.digest, allowing.digest)
})

test('a signature in text mode is TC3116', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  t.deepEqual(await codes(await dana.sign(BYTES, { text: true }), await trusting(dana)), ['TC3116'])
})

test('every block and every packet is read, and each is a fact of its own', async (t) => {
  const [dana, kim] = [
    await createSigner('Dana <dana@acme.example>'),
    await createSigner('Kim <kim@acme.example>'),
  ]
  const both = Buffer.concat([await kim.sign(BYTES), Buffer.from('some words\n'), await dana.sign(BYTES)])
  t.deepEqual(await codes(both, await trusting(dana)), ['TC3112', 'ok'])
  const binary = { form: 'binary' } as const
  const packets = Buffer.concat([await dana.sign(BYTES, binary), await kim.sign(BYTES, binary)])
  t.deepEqual(await codes(packets, await trusting(dana, kim)), ['ok', 'ok'])
  const other = Buffer.concat([await dana.sign(Buffer.from('others')), await dana.sign(BYTES)])
  t.deepEqual(await codes(other, await trusting(dana)), ['TC3111', 'ok'])
})

test('what is no signature is TC3110, and the number of them is bounded', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  const trust = await trusting(dana)
  for (const bytes of [
    Buffer.alloc(0),
    Buffer.from('<html>'),
    Buffer.from('-----BEGIN PGP SIGNATURE-----\n'),
  ]) {
    t.deepEqual(await codes(bytes, trust), ['TC3110'])
  }
  t.deepEqual(await codes(Buffer.from(dana.publicKey), trust), ['TC3110'])
  const one = await dana.sign(BYTES)
  const many = (count: number) => Buffer.concat(Array.from({ length: count }, () => one))
  t.is((await codes(many(limits.MAX_SIGNATURES), trust)).length, limits.MAX_SIGNATURES)
  t.deepEqual(await codes(many(limits.MAX_SIGNATURES + 1), trust), ['TC3110'])
  t.deepEqual(await codes(Buffer.alloc(limits.MAX_EVIDENCE_BYTES + 1), trust), ['TC3110'])
})

test('a flipped bit anywhere in a signature never verifies and never throws', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  const trust = await trusting(dana)
  const signature = await dana.sign(BYTES, { form: 'binary' })
  const unsigned = new Set<number>()
  for (let at = 0; at < signature.length; at += 1) {
    const flipped = Buffer.from(signature)
    flipped[at] = (flipped[at] ?? 0) ^ (at % 2 === 0 ? 1 : 0x80)
    if ((await codes(flipped, trust)).includes('ok')) unsigned.add(at)
  }
  // Left over: bits of the packet's header and of the bit counts before the two numbers, which no signature covers.
  t.true(unsigned.size <= 6, [...unsigned].join())
})

test('a signature of another version is TC3117, and hides none beside it', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  const good = await dana.sign(BYTES, { form: 'binary' })
  for (const version of [3, 5, 9]) {
    const other = Buffer.from(good)
    other[2] = version
    t.deepEqual(
      await codes(Buffer.concat([good, other]), await trusting(dana)),
      ['ok', 'TC3117'],
      `${version}`,
    )
  }
})

test('answers about another suffix are not taken for the one that was asked', async (t) => {
  const dana = await createSigner('Dana <dana@acme.example>')
  const trust = await trusting(dana)
  const evidence = [evidenceOf('openpgp-signature', await dana.sign(BYTES))]
  const suffixed = [{ algorithm: 'sha512', suffix: '00', digest: 'ab'.repeat(64) }] as const
  const question = {
    artifact: artifactOf('a-1.0.tar.gz', sha256(BYTES)),
    evidence,
    offer: 'none',
    suffixed,
  } as const
  t.is((await verifyEvidence(question, trust, NOW_SECONDS)).kind, 'digests-wanted')
})
