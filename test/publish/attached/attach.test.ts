import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { attachCms, AttachedError, attachJws } from '../../../src/publish/attached/index.ts'
import { canonicalWheel, wheelFiles } from '../../../src/publish/canonical/index.ts'
import { readRecordLines } from '../../../src/python/index.ts'
import { keyringOf, readCertificate, trustOf } from '../../../src/trust/index.ts'
import { createIssuing, signCms } from '../../world/x509/index.ts'
import { pemPair, plainKey, ringOf, trusting } from '../../verify/plain/signing.ts'
import { codesOf, NOW } from '../../verify/support.ts'
import { EPOCH, factsOfWheel, INFO, plainWheel, signerOf } from './signed-wheel.ts'

const DANA = pemPair('ed25519')
const SAM = pemPair('P-256')
const TRUST = trusting(ringOf('acme', plainKey(DANA), plainKey(SAM, 'Sam <sam@acme.example>')))

async function contentOf(wheel: Uint8Array, name: string): Promise<string> {
  const file = (await wheelFiles(wheel)).find((each) => each.name === `${INFO}/${name}`)
  return Buffer.from(file?.content ?? []).toString()
}

for (const pair of [DANA, SAM]) {
  test(`a RECORD.jws by a ${pair.kind} key is accepted, with owner and keyring`, async (t) => {
    const facts = await factsOfWheel(await attachJws(plainWheel(), [signerOf(pair)]), TRUST)
    t.like(
      facts.find(({ check }) => check === 'signature'),
      {
        result: 'ok',
        scheme: 'jws',
        keyrings: ['acme'],
        fingerprint: plainKey(pair).fingerprint.toUpperCase(),
        origin: { via: 'inside', where: `${INFO}/RECORD.jws` },
      },
    )
  })
}

test('RECORD doesn’t name its signatures, nothing else changes, and the form is canonical', async (t) => {
  const before = plainWheel()
  const after = await attachJws(before, [signerOf(DANA)])
  t.is(await contentOf(after, 'RECORD'), await contentOf(before, 'RECORD'))
  t.false(readRecordLines(await contentOf(after, 'RECORD'))?.some(({ path }) => path.includes('jws')))
  const names = (wheel: Uint8Array) =>
    wheelFiles(wheel).then((files) => files.map(({ name }) => name).toSorted())
  t.deepEqual(await names(after), [...(await names(before)), `${INFO}/RECORD.jws`].toSorted())
  t.deepEqual(await canonicalWheel(after, { epochSeconds: EPOCH }), after)
})

test('the same key signs the same bytes, and takes its own place', async (t) => {
  const once = await attachJws(plainWheel(), [signerOf(DANA)])
  t.deepEqual(await attachJws(plainWheel(), [signerOf(DANA)]), once)
  t.deepEqual(await attachJws(once, [signerOf(DANA)]), once)
})

test('a second person signs beside the first, in one go or later', async (t) => {
  const later = await attachJws(await attachJws(plainWheel(), [signerOf(DANA)]), [signerOf(SAM)])
  const together = await attachJws(plainWheel(), [signerOf(SAM), signerOf(DANA)])
  for (const wheel of [later, together])
    t.deepEqual(codesOf(await factsOfWheel(wheel, TRUST), 'signature'), ['ok', 'ok'])
})

test('a CMS signature and a JWS lie in one wheel, and both verify', async (t) => {
  const issuing = createIssuing(NOW)
  const root = issuing.root('Acme Root CA')
  const dana = issuing.signer('Dana', root, { email: 'dana@acme.example' })
  const keyring = keyringOf('company', { authorities: [readCertificate(root.der)] })
  const trust = trustOf([], [keyring, ...TRUST.keyrings])
  const signed = await attachJws(plainWheel(), [signerOf(DANA)])
  for (const hash of ['sha256', 'sha512'] as const) {
    const both = await attachCms(signed, async (record) =>
      signCms(Buffer.from(record), { signers: [{ holder: dana, hash }] }),
    )
    const facts = (await factsOfWheel(both, trust)).filter(({ check }) => check === 'signature')
    t.deepEqual(codesOf(facts, 'signature'), ['ok', 'ok'])
    t.like(facts[0], { scheme: 'cms', keyrings: ['company'], origin: { via: 'inside' } })
  }
})

test('a CMS signature inside is one that openssl verifies over RECORD', async (t) => {
  const issuing = createIssuing(NOW)
  const root = issuing.root('Acme Root CA')
  const dana = issuing.signer('Dana', root)
  const wheel = await attachCms(plainWheel(), async (record) =>
    signCms(Buffer.from(record), { signers: [{ holder: dana }] }),
  )
  const folder = mkdtempSync(join(tmpdir(), 'pip-trust-openssl-'))
  for (const file of await wheelFiles(wheel))
    writeFileSync(join(folder, file.name.split('/').at(-1) ?? ''), file.content)
  writeFileSync(join(folder, 'root.der'), root.der)
  execFileSync('openssl', ['x509', '-inform', 'DER', '-in', 'root.der', '-out', 'root.pem'], { cwd: folder })
  const args = [
    'cms',
    '-verify',
    '-binary',
    '-inform',
    'DER',
    '-in',
    'RECORD.p7s',
    '-content',
    'RECORD',
    '-CAfile',
    'root.pem',
    '-purpose',
    'any',
    '-attime',
    String(NOW),
    '-out',
    'out',
  ]
  t.notThrows(() => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }))
  writeFileSync(join(folder, 'RECORD'), 'other')
  t.throws(() => execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' }))
})

test('no wheel, no RECORD.jws of another RECORD, no key without an algorithm, no signer that lies', async (t) => {
  const code = async (made: Promise<Buffer>) =>
    (await t.throwsAsync(made, { instanceOf: AttachedError }))?.code
  const foreign = Buffer.from(
    await contentOf(await attachJws(plainWheel({ 'x.py': '' }), [signerOf(DANA)]), 'RECORD.jws'),
  )
  t.is(await code(attachJws(plainWheel({ [`${INFO}/RECORD.jws`]: foreign }), [signerOf(SAM)])), 'wheel')
  t.is(await code(attachJws(plainWheel({ [`${INFO}/RECORD.jws`]: '{' }), [signerOf(SAM)])), 'wheel')
  t.is(await code(attachJws(plainWheel(), [signerOf(pemPair('P-384'))])), 'key')
  const liar = { ...signerOf(DANA), sign: signerOf(pemPair('ed25519')).sign }
  t.is(await code(attachJws(plainWheel(), [liar])), 'signature')
  t.is(await code(attachCms(plainWheel(), async () => new Uint8Array(32 * 1024 + 1))), 'signature')
  await t.throwsAsync(attachJws(Buffer.from('no zip'), [signerOf(DANA)]))
})
