import { execFile } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import test, { type ExecutionContext } from 'ava'
import { leafMaker, loadSessionCa } from '../../../shim/ca/index.ts'
import { MAX_LEAVES } from '../../../shim/ca/leaf-maker.ts'
import { pemOf } from '../../../shim/ca/pem.ts'

const DAY = 86_400_000
const NOW = Date.parse('2026-06-01T00:00:00Z')
const run = promisify(execFile)

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'ca-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return join(path, 'ca')
}

test('the authority is kept, private, and made anew before it ends', async (t) => {
  const path = await folder(t)
  const first = await loadSessionCa(path, NOW)
  t.is((await stat(join(path, 'authority.pem'))).mode & 0o777, 0o600)
  t.is((await loadSessionCa(path, NOW + 300 * DAY)).certificatePem, first.certificatePem)
  t.not((await loadSessionCa(path, NOW + 336 * DAY)).certificatePem, first.certificatePem)
})

test('a broken authority is made anew; one that others may read is refused', async (t) => {
  const path = await folder(t)
  const first = await loadSessionCa(path, NOW)
  await writeFile(join(path, 'authority.pem'), first.certificatePem.slice(0, 100))
  const second = await loadSessionCa(path, NOW)
  t.not(second.certificatePem, first.certificatePem)
  await chmod(join(path, 'authority.pem'), 0o644)
  await t.throwsAsync(loadSessionCa(path, NOW), { code: 'open-to-others' })
})

test('a leaf names its host, chains to the authority, and is kept while it is fresh', async (t) => {
  const ca = await loadSessionCa(await folder(t), NOW)
  let now = NOW
  const maker = leafMaker(ca, () => now)
  const leaf = maker.leafFor('Packages.Example')
  const certificate = new X509Certificate(leaf.certificate)
  t.is(certificate.subjectAltName, 'DNS:packages.example')
  t.true(certificate.verify(ca.publicKey))
  t.false(certificate.ca)
  t.is(maker.leafFor('packages.example'), leaf)
  now += 1.5 * DAY
  t.not(maker.leafFor('packages.example'), leaf)
})

for (const [host, expected] of [
  ['127.0.0.1', 'IP Address:127.0.0.1'],
  ['::1', 'IP Address:0:0:0:0:0:0:0:1'],
  ['2001:db8::ff:1', 'IP Address:2001:DB8:0:0:0:0:FF:1'],
  ['::ffff:192.0.2.1', 'IP Address:0:0:0:0:0:FFFF:C000:201'],
] as const) {
  test(`a leaf for ${host} carries the address`, async (t) => {
    const maker = leafMaker(await loadSessionCa(await folder(t), NOW), () => NOW)
    t.is(new X509Certificate(maker.leafFor(host).certificate).subjectAltName, expected)
  })
}

test('OpenSSL accepts leaf and authority in its strict mode', async (t) => {
  const path = await folder(t)
  const ca = await loadSessionCa(path, Date.now())
  const leaf = leafMaker(ca, Date.now).leafFor('packages.example')
  await writeFile(join(path, 'ca.pem'), ca.certificatePem)
  await writeFile(join(path, 'leaf.pem'), pemOf(leaf.certificate))
  const verify = [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-CAfile',
    join(path, 'ca.pem'),
    join(path, 'leaf.pem'),
  ]
  t.regex((await run('openssl', verify)).stdout, /: OK/)
  t.regex(await readFile(join(path, 'leaf.pem'), 'latin1'), /^-----BEGIN CERTIFICATE-----\n/)
})

test('no more leaves are kept than the limit', async (t) => {
  const maker = leafMaker(await loadSessionCa(await folder(t), NOW), () => NOW)
  const first = maker.leafFor('h0.example')
  for (let n = 1; n < MAX_LEAVES; n += 1) maker.leafFor(`h${n}.example`)
  t.is(maker.leafFor('h0.example'), first)
  maker.leafFor('one-more.example')
  t.not(maker.leafFor('h0.example'), first)
})
