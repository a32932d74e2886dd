import { createHash, createHmac } from 'node:crypto'
import test from 'ava'
import { buildZip } from '../artifact/zip-builder.ts'
import { attachJws } from '../../src/publish/attached/index.ts'
import { parseSha256 } from '../../src/encoding/index.ts'
import { attachedEvidence } from '../../src/verdict/index.ts'
import { FOREVER_MS, trustOf } from '../../src/trust/index.ts'
import { MAX_ATTACHED_BYTES } from '../../src/artifact/index.ts'
import {
  forgedWheel,
  factsOfWheel,
  INFO,
  jws,
  plainWheel,
  readOf,
  recordText,
  signerOf,
  type JwsWish,
} from '../publish/attached/signed-wheel.ts'
import { minisignPair, minisignKey, pemPair, plainKey, ringOf, trusting } from './plain/signing.ts'
import { artifactOf, codesOf, factsOf, sha256 } from './support.ts'

const DANA = pemPair('ed25519')
const SAM = pemPair('P-256')
const STRANGER = pemPair('ed25519')
const TRUST = trusting(ringOf('acme', plainKey(DANA), plainKey(SAM)))
const METADATA = {
  [`${INFO}/METADATA`]: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n',
  [`${INFO}/WHEEL`]: 'Wheel-Version: 1.0\n',
}
const FILES = { 'foo.py': 'x = 1\n', ...METADATA }

const codes = async (wheel: Uint8Array, trust = TRUST): Promise<readonly string[]> =>
  codesOf(await factsOfWheel(wheel, trust), 'signature')
const signed = (record: string): string => jws(DANA, record)
const lying = (wish: JwsWish, pair = DANA): Promise<readonly string[]> =>
  codes(forgedWheel({ files: FILES, signature: (record) => jws(pair, record, wish) }))

test('a wheel that was not made here, signed as PEP 427 has it, is accepted', async (t) => {
  t.deepEqual(await codes(forgedWheel({ files: FILES, signature: signed })), ['ok'])
  t.deepEqual(await codes(forgedWheel({ files: FILES, signature: (record) => jws(SAM, record) })), ['ok'])
  for (const algorithm of ['sha384', 'sha512'])
    t.deepEqual(
      await codes(forgedWheel({ files: FILES, record: recordText(FILES, algorithm), signature: signed })),
      ['ok'],
    )
})

test('a wheel without signatures inside costs a look, and has none', async (t) => {
  t.is(await readOf(plainWheel()), null)
  t.deepEqual(await codes(plainWheel()), ['TC3101'])
})

for (const [what, wheel] of Object.entries({
  'a file that RECORD does not name': () =>
    forgedWheel({ files: FILES, signature: signed, more: [{ name: 'evil.pth', content: 'import os' }] }),
  'a file with other bytes': () =>
    forgedWheel({ files: { ...FILES, 'foo.py': 'x = 2\n' }, record: recordText(FILES), signature: signed }),
  'a file that RECORD names without a digest': () =>
    forgedWheel({
      files: FILES,
      record: recordText(FILES).replace(/^foo\.py,.*$/m, 'foo.py,,'),
      signature: signed,
    }),
  'a file by MD5': () => forgedWheel({ files: FILES, record: recordText(FILES, 'md5'), signature: signed }),
  'a file by SHA-1': () =>
    forgedWheel({ files: FILES, record: recordText(FILES, 'sha1'), signature: signed }),
  'a file twice in RECORD': () =>
    forgedWheel({ files: FILES, record: recordText(FILES) + 'foo.py,,\n', signature: signed }),
  'a second RECORD': () =>
    forgedWheel({
      files: FILES,
      signature: signed,
      more: [{ name: 'bar-1.0.dist-info/RECORD', content: '' }],
    }),
  'no RECORD': () =>
    buildZip(
      Object.entries({ ...FILES, [`${INFO}/RECORD.jws`]: signed('') }).map(([name, content]) => ({
        name,
        content,
      })),
    ),
  'a RECORD in another folder than METADATA': () =>
    forgedWheel({
      files: { 'foo.py': '', 'other.dist-info/METADATA': METADATA[`${INFO}/METADATA`] ?? '' },
      signature: signed,
    }),
  'a signature in another folder': () =>
    forgedWheel({ files: FILES, signature: signed, name: 'bar-1.0.dist-info/RECORD.jws' }),
  'a folder with content': () =>
    forgedWheel({ files: FILES, signature: signed, more: [{ name: 'folder/', content: 'x' }] }),
  'another name for a file': () =>
    forgedWheel({ files: FILES, signature: signed, more: [{ name: './foo.py', content: 'x = 1\n' }] }),
})) {
  test(`the signature stands for nothing: ${what}`, async (t) => {
    t.deepEqual(await codes(wheel()), ['TC3513'])
  })
}

test('a RECORD.jws of another wheel, and one that was there before a file was added', async (t) => {
  t.deepEqual(await codes(forgedWheel({ files: FILES, signature: () => signed('another RECORD') })), [
    'TC3514',
  ])
  const own = recordText(FILES)
  const grown = { ...FILES, 'evil.py': 'x' }
  t.deepEqual(await codes(forgedWheel({ files: grown, signature: () => signed(own) })), ['TC3514'])
})

test('a key that nobody imported, and one that comes along in the header', async (t) => {
  t.deepEqual(await lying({}, STRANGER), ['TC3512'])
  const jwk = STRANGER.secret.export({ format: 'jwk' })
  t.deepEqual(await lying({ head: { alg: 'EdDSA', jwk } }, STRANGER), ['TC3512'])
  t.deepEqual(
    await lying(
      { head: { alg: 'EdDSA', kid: 'nobody' }, header: { jwk, jku: 'https://keys.example', x5c: [] } },
      STRANGER,
    ),
    ['TC3512'],
  )
  t.deepEqual(await lying({ head: { alg: 'EdDSA', kid: plainKey(DANA).fingerprint } }, STRANGER), ['TC3511'])
})

test('alg none, and secrets that everybody knows', async (t) => {
  const none = { signature: new Uint8Array(0) }
  for (const alg of ['none', 'NONE', '', 'HS256', 'RS256', 'ES384', 'RS1', 'eddsa'])
    t.deepEqual(await lying({ head: { alg }, ...none }), ['TC3515'], alg)
  t.deepEqual(await lying({ head: { alg: 'EdDSA' }, ...none }), ['TC3512'])
  const hmac = createHmac('sha256', DANA.pem).update('x').digest()
  t.deepEqual(await lying({ head: { alg: 'HS256', kid: plainKey(DANA).fingerprint }, signature: hmac }), [
    'TC3515',
  ])
})

test('an algorithm of one kind with a key of another', async (t) => {
  const kid = plainKey(SAM).fingerprint
  t.deepEqual(await lying({ head: { alg: 'EdDSA', kid } }, SAM), ['TC3515'])
  t.deepEqual(await lying({ head: { alg: 'ES256', kid: plainKey(DANA).fingerprint } }, DANA), ['TC3515'])
  t.deepEqual(await lying({ head: { alg: 'EdDSA' } }, SAM), ['TC3512'])
})

test('what decides must be in the protected header, and extensions are refused', async (t) => {
  t.deepEqual(await lying({ head: {}, header: { alg: 'EdDSA' } }), ['TC3510'])
  t.deepEqual(await lying({ head: { alg: 'EdDSA' }, header: { alg: 'none' } }), ['TC3510'])
  t.deepEqual(await lying({ head: { alg: 'EdDSA', kid: 'a' }, header: { kid: 'b' } }), ['TC3510'])
  t.deepEqual(await lying({ head: { alg: 'EdDSA', crit: ['b64'], b64: false } }), ['TC3510'])
  t.deepEqual(await lying({ head: { alg: 'EdDSA' }, header: { crit: ['exp'] } }), ['TC3510'])
})

test('RECORD by a weak digest, by a short one, or in another form', async (t) => {
  const by = (algorithm: string) =>
    `${algorithm}=${createHash(algorithm).update(recordText(FILES)).digest('base64url')}`
  t.deepEqual(await lying({ payload: { hash: by('sha512') } }), ['ok'])
  for (const hash of [by('md5'), by('sha1'), 'x'])
    t.deepEqual(await lying({ payload: { hash } }), ['TC3515'], hash)
  for (const payload of [
    { hash: `sha256=${'A'.repeat(22)}` },
    { hash: by('sha256'), more: 1 },
    {},
    'text',
    1,
  ])
    t.deepEqual(await lying({ payload }), ['TC3510'])
})

test('signatures that can not be read, or are too many or too large', async (t) => {
  const inside = (text: string | Uint8Array): Promise<readonly string[]> =>
    codes(forgedWheel({ files: FILES, signature: () => text }))
  for (const text of [
    '',
    '{}',
    '[]',
    'no json',
    '{"payload":"","signatures":[]}',
    '{"payload":"","payload":""}',
  ])
    t.deepEqual(await inside(text), ['TC3510'], text)
  const record = recordText(FILES)
  const { payload, ...one }: { payload: string } = JSON.parse(signed(record))
  const general = (count: number): string =>
    JSON.stringify({ payload, signatures: Array.from({ length: count }, () => one) })
  t.deepEqual(
    await inside(general(8)),
    Array.from({ length: 8 }, () => 'ok'),
  )
  t.deepEqual(await inside(general(9)), ['TC3510'])
  t.deepEqual(await inside(signed(record).padEnd(MAX_ATTACHED_BYTES)), ['ok'])
  t.deepEqual(await inside(signed(record).padEnd(MAX_ATTACHED_BYTES + 1)), ['TC3510'])
})

test('of several signatures each has its own fact', async (t) => {
  const record = recordText(FILES)
  const { payload, ...one }: { payload: string } = JSON.parse(signed(record))
  const { payload: _same, ...other }: { payload: string } = JSON.parse(jws(STRANGER, record))
  const text = JSON.stringify({ payload, signatures: [one, other] })
  t.deepEqual(await codes(forgedWheel({ files: FILES, signature: () => text })), ['ok', 'TC3512'])
})

test('a minisign key signs files, and no statements about RECORDs', async (t) => {
  const pair = minisignPair()
  const trust = trusting(ringOf('acme', minisignKey(pair)))
  const wheel = forgedWheel({
    files: FILES,
    signature: (record) => jws({ kind: 'ed25519', secret: pair.secret, pem: pair.file }, record),
  })
  t.deepEqual(await codes(wheel, trust), ['TC3512'])
})

test('trials of keys are bounded', async (t) => {
  const trust = trusting(ringOf('many', ...Array.from({ length: 129 }, () => plainKey(pemPair('ed25519')))))
  t.deepEqual(await codes(forgedWheel({ files: FILES, signature: signed }), trust), ['TC3510'])
})

test('what was read from another file is not evidence for this one', async (t) => {
  const wheel = await attachJws(plainWheel(), [signerOf(DANA)])
  const found = await readOf(wheel)
  const evidence = found === null ? [] : attachedEvidence(found)
  const code = async (digest: string): Promise<readonly string[]> =>
    codesOf(
      await factsOf({ artifact: artifactOf('a-1.0-py3-none-any.whl', digest), evidence }, TRUST),
      'signature',
    )
  t.deepEqual(await code(sha256(wheel)), ['ok'])
  t.deepEqual(await code('ab'.repeat(32)), ['TC3514'])
  t.is(found?.sha256, parseSha256(sha256(wheel)) ?? undefined)
})

test('a head that lies about its form', async (t) => {
  const wheel = await attachJws(plainWheel(), [signerOf(DANA)])
  const found = await readOf(wheel)
  const [one] = found === null ? [] : attachedEvidence(found)
  const tail =
    Buffer.from(one?.bytes ?? [])
      .toString()
      .split('\n')[1] ?? ''
  const artifact = artifactOf('a-1.0-py3-none-any.whl', sha256(wheel))
  for (const head of ['', '{}', `{"file":"${sha256(wheel)}"}`, 'x'.repeat(41 * 1024)]) {
    const evidence = [
      { kind: 'attached-jws', origin: { via: 'inside', where: 'x' }, bytes: Buffer.from(`${head}\n${tail}`) },
    ] as const
    t.deepEqual(codesOf(await factsOf({ artifact, evidence }, TRUST), 'signature'), ['TC3510'])
  }
})

test('a key that was revoked, as lost or as out of use, signs no wheel', async (t) => {
  const key = plainKey(DANA)
  const times = {
    notBeforeMs: 0,
    signUntilMs: FOREVER_MS,
    verifyUntilMs: FOREVER_MS,
    hasCeased: false,
    by: 'a test',
  }
  const wheel = forgedWheel({ files: FILES, signature: signed })
  const under = (ended: { kind: 'soft' | 'hard'; sinceMs: number }) =>
    codes(
      wheel,
      trustOf([], [ringOf('acme', key)], [{ fingerprint: key.fingerprint.toUpperCase(), ...times, ended }]),
    )
  t.deepEqual(await under({ kind: 'hard', sinceMs: 1 }), ['TC3503'])
  t.deepEqual(await under({ kind: 'soft', sinceMs: 1 }), ['TC3502'])
})
