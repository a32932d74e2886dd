import { chmod, readdir, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { SourcesError } from '../../src/sources/index.ts'
import { MAX_AUTHORITIES, parseAuthorities, TrustError } from '../../src/trust/index.ts'
import { createIssuing, revocationList, type Holder } from '../world/x509/index.ts'
import { sha256 } from '../verify/support.ts'
import { scratchSources } from './scratch.ts'

const NOW = Date.UTC(2026, 8, 1) / 1000
const DAY = 86_400
const issuing = createIssuing(NOW)
const root = issuing.root('Acme Root CA')
const below = issuing.authority('Acme Code CA', root)

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der).toString('base64')}\n-----END ${label}-----\n`
const certificates = (...holders: readonly Holder[]): Buffer =>
  Buffer.from(holders.map(({ der }) => `a comment\n${pem('CERTIFICATE', der)}`).join('\n'))
const list = (thisUpdate: number, by = root): Buffer =>
  revocationList(by, { thisUpdate, nextUpdate: NOW + DAY })

test('CAs and lists are imported, listed, trusted and removed', async (t) => {
  const { sources, paths } = await scratchSources(t)
  const before = await sources.loadTrust()
  await sources.importAuthorities('acme', certificates(root, below))
  await sources.importAuthorities('acme', root.der)
  await sources.importAuthorities('acme', list(NOW - DAY))
  const ids = [root, below].map(({ der }) => sha256(der)).toSorted()
  const listed = await sources.listKeys()
  t.deepEqual(listed.authorities.map(({ certificate: { der } }) => sha256(der)).toSorted(), ids)
  t.deepEqual(listed.problems, [])
  const { trust } = await sources.loadTrust()
  t.not(trust.digest, before.trust.digest)
  t.deepEqual(
    trust.keyrings.map(({ authorities, revocationLists }) => [authorities.length, revocationLists.length]),
    [[2, 1]],
  )
  t.deepEqual(await sources.removeKey(ids[0]?.toUpperCase() ?? ''), ['acme'])
  t.deepEqual(await sources.removeKey(ids[0] ?? ''), [])
  t.is((await readdir(join(paths.keysDir, 'acme'))).filter((name) => name.endsWith('.pem')).length, 1)
})

test('a newer list takes the older one’s place, and an older one doesn’t', async (t) => {
  const { sources } = await scratchSources(t)
  const times = async (): Promise<readonly unknown[]> => {
    const { trust } = await sources.loadTrust()
    return trust.keyrings.flatMap(({ revocationLists }) =>
      revocationLists.map((each) => each.list?.thisUpdateMs),
    )
  }
  await sources.importAuthorities('acme', list(NOW - 2 * DAY))
  const first = (await sources.loadTrust()).trust.digest
  await sources.importAuthorities('acme', list(NOW - DAY))
  t.deepEqual(await times(), [(NOW - DAY) * 1000])
  t.not((await sources.loadTrust()).trust.digest, first)
  const old = sources.importAuthorities('acme', Buffer.from(pem('X509 CRL', list(NOW - 2 * DAY))))
  await t.throwsAsync(old, { instanceOf: SourcesError, code: 'key' })
  await sources.importAuthorities('acme', list(NOW - 3 * DAY, below))
  t.is((await times()).length, 2)
})

test('a list that can’t be read, or that others may write, stays as one that can’t', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await sources.importAuthorities('acme', root.der)
  const folder = join(paths.keysDir, 'acme')
  const unread = async (): Promise<readonly boolean[]> => {
    const { trust } = await sources.loadTrust()
    return trust.keyrings.flatMap(({ revocationLists }) => revocationLists.map((each) => each.list === null))
  }
  for (const content of ['junk', '', certificates(root), pem('X509 CRL', Buffer.from('junk'))]) {
    await writeFile(join(folder, 'by-hand.crl'), content)
    t.deepEqual(await unread(), [true])
    t.is((await sources.loadTrust()).problems.length, 1)
  }
  await writeFile(join(folder, 'by-hand.crl'), list(NOW - DAY))
  t.deepEqual(await unread(), [false])
  await chmod(join(folder, 'by-hand.crl'), 0o666)
  t.deepEqual(await unread(), [true])
})

test('a CA under another name than its own, or that can’t be read, is left out and named', async (t) => {
  const { sources, paths } = await scratchSources(t)
  await sources.importAuthorities('acme', root.der)
  const folder = join(paths.keysDir, 'acme')
  await rename(join(folder, `${sha256(root.der)}.pem`), join(folder, `${'0'.repeat(64)}.pem`))
  await writeFile(join(folder, `${'1'.repeat(64)}.pem`), 'junk')
  const { trust, problems } = await sources.loadTrust()
  t.deepEqual(
    trust.keyrings.flatMap(({ authorities }) => authorities),
    [],
  )
  t.is(problems.length, 2)
})

test('what may issue nothing, can’t be read or is too much is not imported', (t) => {
  const signer = issuing.signer('Dana', root)
  const refused: readonly (readonly [Uint8Array, string])[] = [
    [signer.der, 'keys-malformed'],
    [certificates(root, signer), 'keys-malformed'],
    [Buffer.from(pem('CERTIFICATE', Buffer.from('junk'))), 'keys-malformed'],
    [Buffer.from(pem('X509 CRL', root.der)), 'keys-malformed'],
    [root.der.subarray(0, -1), 'keys-malformed'],
    [Buffer.concat([root.der, Buffer.from([0])]), 'keys-malformed'],
    [certificates(...Array.from({ length: MAX_AUTHORITIES + 1 }, () => root)), 'too-many-keys'],
    [Buffer.alloc(1024 * 1024 + 1, 'x'), 'too-many-keys'],
  ]
  for (const [bytes, code] of refused)
    t.throws(() => parseAuthorities(bytes), { instanceOf: TrustError, code: code })
  const most = parseAuthorities(certificates(...Array.from({ length: MAX_AUTHORITIES }, () => root)))
  t.is(most?.authorities.length, MAX_AUTHORITIES)
  for (const text of ['', '-----BEGIN PGP PUBLIC KEY BLOCK-----', 'untrusted comment: minisign'])
    t.is(parseAuthorities(Buffer.from(text)), null)
})
