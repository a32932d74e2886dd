import { generateKeyPairSync } from 'node:crypto'
import test from 'ava'
import {
  FOREVER_MS,
  looksLikePlainKey,
  MAX_KEY_BYTES,
  parsePlainKey,
  trustOf,
} from '../../src/trust/index.ts'
import { minisignPair, pemPair, plainKey, ringOf, type PairKind } from '../verify/plain/signing.ts'

const parsed = (text: string | Uint8Array) => parsePlainKey(Buffer.from(text), 'Dana <dana@acme.example>')

for (const kind of ['P-256', 'P-384', 'P-521', 'ed25519', 'rsa'] satisfies PairKind[]) {
  test(`a public key of kind ${kind} in PEM`, (t) => {
    const key = parsed(pemPair(kind).pem)
    t.like(key, {
      owner: 'Dana <dana@acme.example>',
      minisignId: null,
      valid: { startMs: 0, endMs: FOREVER_MS },
    })
    t.is(key.key.kind, kind)
    t.regex(key.fingerprint, /^[0-9a-f]{64}$/)
  })
}

/** Of minisign's own documentation and tests. */
const PUBLISHED =
  'untrusted comment: minisign public key E7620F1842B4E81F\nRWQf6LRCGA9i53mlYecO4IzT51TGPpvWucNSCh1CBM0QTaLn73Y7GFO3\n'

test("minisign's key has the id that minisign prints", (t) => {
  t.like(parsed(PUBLISHED), { minisignId: 'E7620F1842B4E81F' })
  t.is(parsed(PUBLISHED).key.kind, 'ed25519')
  t.is(parsed(PUBLISHED.trimEnd()).fingerprint, parsed(PUBLISHED).fingerprint)
})

test('a key whose id looks like the start of a private one is taken for what it is', (t) => {
  t.is(parsed(minisignPair(Buffer.from('5363423200000000', 'hex')).file).minisignId, '0000000032426353')
})

const pemOf = (type: 'pkcs8' | 'sec1'): string =>
  String(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type, format: 'pem' }))

test('private keys are refused as such', (t) => {
  const secret = Buffer.alloc(158, 'EdScB2')
  const files = [
    pemOf('pkcs8'),
    pemOf('sec1'),
    '-----BEGIN ENCRYPTED SIGSTORE PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED SIGSTORE PRIVATE KEY-----\n',
    `untrusted comment: minisign encrypted secret key\n${secret.toString('base64')}\n`,
  ]
  for (const file of files) {
    t.true(looksLikePlainKey(Buffer.from(file)))
    t.throws(() => parsed(file), { code: 'secret-key' }, file.slice(0, 40))
  }
})

const short = generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey
const oddCurve = generateKeyPairSync('ec', { namedCurve: 'secp256k1' }).publicKey
const line = PUBLISHED.split('\n')[1] ?? ''

const REFUSED: readonly (readonly [string, string | Uint8Array])[] = [
  ['nothing', ''],
  ['text', 'hello'],
  ['a short RSA key', String(short.export({ type: 'spki', format: 'pem' }))],
  ['another curve', String(oddCurve.export({ type: 'spki', format: 'pem' }))],
  ['PKCS#1', String(short.export({ type: 'pkcs1', format: 'pem' }))],
  ['two keys', Buffer.concat([pemPair().pem, pemPair().pem])],
  ['text before the key', Buffer.concat([Buffer.from('x\n'), pemPair().pem])],
  ['minisign without its comment', `${line}\n`],
  ['minisign with a line behind', `${PUBLISHED}x\n`],
  ['minisign with carriage returns', PUBLISHED.replaceAll('\n', '\r\n')],
  ['minisign of another kind', PUBLISHED.replace('RWQ', 'RUQ')],
  ['minisign cut short', PUBLISHED.replace(line, line.slice(0, 52))],
  ['minisign with base64 that is not canonical', PUBLISHED.replace(line, `${line.slice(0, -1)}=`)],
  ['a large file', Buffer.alloc(MAX_KEY_BYTES + 1, 'x')],
  ['a large comment', `untrusted comment:${'x'.repeat(MAX_KEY_BYTES)}\n${line}\n`],
]

for (const [name, file] of REFUSED) {
  test(`no plain key: ${name}`, (t) => {
    t.throws(() => parsed(file), { code: 'keys-malformed' })
  })
}

test('OpenPGP keys and certificates are not taken for plain ones', (t) => {
  t.false(looksLikePlainKey(Buffer.from('-----BEGIN PGP PUBLIC KEY BLOCK-----\n')))
  t.false(looksLikePlainKey(Buffer.from('-----BEGIN PGP PRIVATE KEY BLOCK-----\n')))
  t.false(looksLikePlainKey(Buffer.from('-----BEGIN CERTIFICATE-----\n')))
  t.true(looksLikePlainKey(pemPair().pem))
  t.true(looksLikePlainKey(Buffer.from(PUBLISHED)))
})

test('the digest of trust knows each plain key, its owner and its keyring', (t) => {
  const pair = pemPair()
  const digests = [
    [],
    [ringOf('a', plainKey(pair))],
    [ringOf('b', plainKey(pair))],
    [ringOf('a', plainKey(pair, 'Sam'))],
    [ringOf('a', plainKey(pemPair()))],
  ].map((keyrings) => trustOf([], keyrings).digest)
  t.is(new Set(digests).size, digests.length)
})
