import test from 'ava'
import { generateKey } from 'openpgp'
import {
  armorBlocks,
  keyringOf,
  MAX_KEYS,
  MAX_KEYS_BYTES,
  parseKeys,
  trustOf,
} from '../../src/trust/index.ts'
import { createSigner } from '../world/openpgp/index.ts'

test('every block of a file is a key, and each comes back by itself', async (t) => {
  const [dana, kim] = [
    await createSigner('Dana <dana@acme.example>'),
    await createSigner('Kim <kim@acme.example>'),
  ]
  const keys = await parseKeys(Buffer.from(`words\n${dana.publicKey}\nmore words\n${kim.publicKey}`))
  t.deepEqual(
    keys.map(({ fingerprint, owner, expiresAt, revoked }) => ({ fingerprint, owner, expiresAt, revoked })),
    [
      { fingerprint: dana.fingerprint, owner: 'Dana <dana@acme.example>', expiresAt: null, revoked: false },
      { fingerprint: kim.fingerprint, owner: 'Kim <kim@acme.example>', expiresAt: null, revoked: false },
    ],
  )
  const [again] = await parseKeys(Buffer.from(keys[1]?.armored ?? ''))
  t.is(again?.fingerprint, kim.fingerprint)
})

test('private keys are refused, armored and binary', async (t) => {
  const made = await generateKey({ userIDs: [{ name: 'Dana' }], format: 'object' })
  await t.throwsAsync(parseKeys(Buffer.from(made.privateKey.armor())), { code: 'secret-key' })
  await t.throwsAsync(parseKeys(made.privateKey.write()), { code: 'secret-key' })
  t.is((await parseKeys(made.publicKey.write())).length, 1)
})

test('what is no key, and what is too large, is refused', async (t) => {
  await t.throwsAsync(parseKeys(Buffer.from('no key')), { code: 'keys-malformed' })
  await t.throwsAsync(parseKeys(Buffer.alloc(0)), { code: 'keys-malformed' })
  await t.throwsAsync(parseKeys(Buffer.alloc(MAX_KEYS_BYTES + 1)), { code: 'too-many-keys' })
  const dana = await createSigner('Dana <dana@acme.example>')
  await t.throwsAsync(parseKeys(Buffer.from(dana.publicKey.repeat(MAX_KEYS + 1))), { code: 'too-many-keys' })
})

test('blocks end where they say, and an open one is none', (t) => {
  const block = '-----BEGIN PGP SIGNATURE-----\nx\n-----END PGP SIGNATURE-----\n'
  t.deepEqual(armorBlocks(Buffer.from(`a${block}b${block}`), 'SIGNATURE'), [block, block])
  t.deepEqual(armorBlocks(Buffer.from(block), 'PUBLIC KEY BLOCK'), [])
  t.deepEqual(armorBlocks(Buffer.from('-----BEGIN PGP SIGNATURE-----\nx'), 'SIGNATURE'), [])
})

test('the digest of trust knows its keys and their keyring', async (t) => {
  const keys = await parseKeys(Buffer.from((await createSigner('Dana <dana@acme.example>')).publicKey))
  t.not(trustOf([], [keyringOf('a', { keys })]).digest, trustOf([], [keyringOf('b', { keys })]).digest)
})
