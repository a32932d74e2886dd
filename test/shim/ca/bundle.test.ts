import { mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import test, { type ExecutionContext } from 'ava'
import { certificateReader, removeOldBundles, writeBundle } from '../../../shim/ca/index.ts'

const [ONE = '', TWO = '', THREE = ''] = rootCertificates
const one = (blocks: readonly string[]): number => blocks.length

async function folder(t: ExecutionContext): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'bundle-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return path
}

test('certificates of files and folders come once each, in the order of the places', async (t) => {
  const path = await folder(t)
  await writeFile(join(path, 'a.pem'), `# a comment\n${ONE}\r\n${TWO}`)
  await mkdir(join(path, 'certs'))
  await writeFile(join(path, 'certs', 'b.0'), TWO.replaceAll('\n', '\r\n'))
  await writeFile(join(path, 'certs', 'c.0'), THREE)
  const found = await certificateReader().read({
    named: [join(path, 'a.pem')],
    found: [join(path, 'certs'), join(path, 'absent')],
  })
  t.is(one(found), 3)
  t.is(found[0]?.replaceAll(/\s/g, ''), ONE.replaceAll(/\s/g, ''))
})

test('a file is read again when it has changed', async (t) => {
  const path = join(await folder(t), 'a.pem')
  const reader = certificateReader()
  await writeFile(path, ONE)
  const before = await reader.read({ named: [path], found: [] })
  t.deepEqual(await reader.read({ named: [path], found: [] }), before)
  await writeFile(path, `${TWO}${THREE}`)
  t.is(one(await reader.read({ named: [path], found: [] })), 2)
})

test('a named bundle that is not there is an error', async (t) => {
  const named = [join(await folder(t), 'absent.pem')]
  await t.throwsAsync(certificateReader().read({ named, found: [] }), { code: 'unreadable' })
})

test('the same certificates give the same private file', async (t) => {
  const path = join(await folder(t), 'state')
  const first = await writeBundle(path, [
    ...certificateReader().bundledRoots(),
    ...certificateReader().bundledRoots(),
  ])
  t.is(await writeBundle(path, certificateReader().bundledRoots()), first)
  t.not(await writeBundle(path, certificateReader().bundledRoots().slice(1)), first)
  t.is((await stat(first)).mode & 0o777, 0o600)
  t.is((await readFile(first, 'latin1')).match(/BEGIN CERTIFICATE/g)?.length, rootCertificates.length)
})

test('a bundle that was cut short is written again', async (t) => {
  const path = join(await folder(t), 'state')
  const first = await writeBundle(path, [ONE])
  await writeFile(first, 'x')
  await writeBundle(path, [ONE])
  t.is(await readFile(first, 'latin1'), ONE)
})

test('bundles of earlier weeks are removed, others stay', async (t) => {
  const path = join(await folder(t), 'state')
  const old = await writeBundle(path, [ONE])
  const fresh = await writeBundle(path, [TWO])
  await utimes(old, 1, 1)
  await removeOldBundles(path, Date.now())
  await t.throwsAsync(stat(old))
  t.truthy(await stat(fresh))
})
