import { generateKeyPairSync } from 'node:crypto'
import test from 'ava'
import { generateKey } from 'openpgp'
import {
  armorBlocks,
  decodeArmor,
  keyringOf,
  MAX_KEYS,
  MAX_KEYS_BYTES,
  parseKeys,
  PublicKey,
  readPackets,
  spkiPem,
  TrustError,
  trustOf,
} from '../../src/trust/index.ts'
import { certificate, newKey, packet, subkeyPacket, user } from '../verify/openpgp-cases/forge.ts'
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

test('a keyring’s file is read key by key, with its trust packets left out', async (t) => {
  const [dana, kim] = [newKey(), newKey()]
  const trustPacket = packet(12, Buffer.of(6, 0))
  const ring = [dana, kim].flatMap((key) => [certificate(key), trustPacket, user(key), trustPacket])
  const keys = await parseKeys(Buffer.concat(ring))
  t.deepEqual(
    keys.map(({ fingerprint }) => fingerprint),
    [dana, kim].map(({ fingerprint }) => fingerprint.toString('hex').toUpperCase()),
  )
})

test('what can’t be read of a key stays in it, and a key that can’t be read hides none beside it', async (t) => {
  const [dana, subkey] = [newKey(), newKey()]
  const revocation = packet(2, Buffer.concat([Buffer.of(3, 5, 0x20), Buffer.alloc(32, 1)]))
  const key = certificate(dana, revocation, user(dana), subkeyPacket(subkey))
  const old = packet(6, Buffer.concat([Buffer.of(3), Buffer.alloc(64, 1)]))
  const [imported, ...others] = await parseKeys(Buffer.concat([old, key]))
  t.is(others.length, 0)
  t.deepEqual(Buffer.from(decodeArmor(imported?.armored ?? '') ?? []), key)
  t.is(imported?.signers.length, 2)
  await t.throwsAsync(parseKeys(old), { code: 'keys-malformed' })
})

test('a keybox is refused with the command that writes its keys', async (t) => {
  const keybox = Buffer.concat([Buffer.of(0, 0, 0, 32, 1, 1, 0, 2), Buffer.from('KBXf'), Buffer.alloc(20)])
  const error = await t.throwsAsync(parseKeys(keybox), { instanceOf: TrustError, code: 'keys-malformed' })
  t.true(error.hint?.includes('gpg --export') === true)
})

test('packets are whole ones with a length, or none', (t) => {
  const good = packet(2, Buffer.alloc(300, 7))
  t.deepEqual(
    readPackets(Buffer.concat([good, packet(13, Buffer.alloc(0))]))?.map(({ tag, body }) => [
      tag,
      body.length,
    ]),
    [
      [2, 300],
      [13, 0],
    ],
  )
  t.deepEqual(readPackets(new Uint8Array()), [])
  for (const bytes of [
    good.subarray(0, -1),
    good.subarray(0, 2),
    Buffer.from([0x02, 0x01, 0x00]),
    Buffer.from([0xc2]),
    Buffer.from([0xc2, 0xe0, 0x00]),
    Buffer.from([0xc2, 0xff, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0x8b, 0x00]),
    Buffer.from([0x8a, 0xff, 0xff, 0xff, 0xff]),
    Buffer.from([0xc0, 0x00]),
  ]) {
    t.is(readPackets(bytes), null, bytes.toString('hex'))
  }
})

test('armor is strict base64 behind a blank line', (t) => {
  const block = (body: string) => `-----BEGIN PGP SIGNATURE-----\n${body}\n-----END PGP SIGNATURE-----\n`
  t.deepEqual(Buffer.from(decodeArmor(block('\nAQI=\n=AAAA')) ?? []), Buffer.of(1, 2))
  t.deepEqual(Buffer.from(decodeArmor(block('Comment: x\r\n \r\nAQI=\r')) ?? []), Buffer.of(1, 2))
  for (const body of ['AQI=', '\nAQI', '\nAQ!I=', 'no header\n\nAQI=', '\nAQJ='])
    t.is(decodeArmor(block(body)), null, body)
})

test('a key is the same read from its bytes and from the text that Node is given', (t) => {
  const pairs = [
    generateKeyPairSync('ec', { namedCurve: 'P-256' }),
    generateKeyPairSync('ec', { namedCurve: 'P-521' }),
    generateKeyPairSync('rsa', { modulusLength: 4096 }),
    generateKeyPairSync('ed25519'),
  ]
  for (const { publicKey } of pairs) {
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    t.is(spkiPem(spki), publicKey.export({ type: 'spki', format: 'pem' }).toString())
    t.true(PublicKey.read(spki).handle().equals(publicKey))
  }
})
