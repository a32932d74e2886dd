import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import test from 'ava'
import { identifyFile, type FileIdentity } from '../../src/artifact/index.ts'
import { parseProjectName } from '../../src/python/index.ts'
import { makeNamedPipe } from '../files/named-pipe.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'
import { archiveFile, METADATA } from './archive-file.ts'
import { buildTar } from './tar-builder.ts'
import { buildZip } from './zip-builder.ts'

const WHEEL = buildZip([{ name: 'foo-1.0.dist-info/METADATA', content: METADATA }])
const SDIST = gzipSync(buildTar([{ name: 'foo-1.0/PKG-INFO', content: METADATA }]))
const ZIP_SDIST = buildZip([{ name: 'foo-1.0/PKG-INFO', content: METADATA }])
const BARE = gzipSync(buildTar([{ name: 'foo-1.0/setup.py', content: 'x' }]))
const UNCLEAR = gzipSync(buildTar([{ name: 'foo-1.0/PKG-INFO', content: 'Name: foo\n' }]))
const BZIP2 = Buffer.from('BZh91AY&SY')

const FOO = { ok: true, project: 'foo', version: '1.0' }
const sdist = { ...FOO, kind: 'sdist' }
const wheel = { ...FOO, kind: 'wheel' }
const unidentified = { ok: false, code: 'TC1001' }
const differs = { ok: false, code: 'TC1005' }

const CASES: readonly (readonly [string, Buffer, string, object, string?])[] = [
  ['a wheel', WHEEL, 'foo-1.0-py3-none-any.whl', wheel],
  ['a wheel of the claimed project', WHEEL, 'Foo-1.0.0-py3-none-any.whl', wheel, 'foo'],
  ['a wheel of another project than claimed', WHEEL, 'foo-1.0-py3-none-any.whl', differs, 'bar'],
  ['a wheel with another version inside', WHEEL, 'foo-1.1-py3-none-any.whl', differs],
  ['a wheel with another name inside', WHEEL, 'bar-1.0-py3-none-any.whl', differs],
  ['a wheel with a name that is none', WHEEL, 'foo.whl', unidentified],
  ['a source archive that says it is a wheel', SDIST, 'foo-1.0-py3-none-any.whl', unidentified],
  ['a zip that says it is a wheel', ZIP_SDIST, 'foo-1.0-py3-none-any.whl', unidentified],
  ['a source archive', SDIST, 'foo-1.0.tar.gz', sdist],
  ['a source archive in a zip', ZIP_SDIST, 'foo-1.0.zip', sdist],
  ['a source archive with another version inside', SDIST, 'foo-1.1.tar.gz', differs],
  ['a source archive with another name inside', SDIST, 'bar-1.0.tar.gz', differs],
  ['a source archive of another project than claimed', SDIST, 'foo-1.0.tar.gz', differs, 'bar'],
  ['a source archive under an odd name', SDIST, 'odd.dat', sdist],
  ['a wheel that pip would build', WHEEL, 'odd.dat', sdist],
  ['a source archive without metadata', BARE, 'foo-1.0.tar.gz', sdist],
  ['a source archive without metadata or version', BARE, 'main.tar.gz', unidentified, 'foo'],
  ['a source archive with half its metadata', UNCLEAR, 'foo-1.0.tar.gz', unidentified],
  ['what is not looked into, by its name', BZIP2, 'foo-1.0.tar.bz2', sdist],
  ['what is not looked into, of another project', BZIP2, 'foo-1.0.tar.bz2', differs, 'bar'],
  ['what is not looked into, under an odd name', BZIP2, 'odd.dat', unidentified],
  ['a text', Buffer.from('requests\n'), 'foo-1.0.tar.gz', { ok: false, code: 'TC1003' }],
  ['a broken wheel', WHEEL.subarray(0, -1), 'foo-1.0-py3-none-any.whl', { ok: false, code: 'TC1004' }],
]

for (const [what, bytes, filename, expected, claimed] of CASES) {
  test(what, async (t) => {
    const claimedProject = parseProjectName(claimed ?? '')
    const file = { path: await archiveFile(t, bytes), filename }
    const found: FileIdentity = await identifyFile(
      claimedProject === null ? file : { ...file, claimedProject },
    )
    t.like(found, expected)
  })
}

const identify = (path: string): Promise<FileIdentity> => identifyFile({ path, filename: 'foo-1.0.tar.gz' })

test('what is not a regular file is not read', async (t) => {
  const folder = await temporaryFolder(t)
  const pipe = join(folder, 'foo-1.0.tar.gz')
  makeNamedPipe(pipe)
  t.like(await t.throwsAsync(identify(pipe)), { code: 'not-regular' })
  t.like(await t.throwsAsync(identify(folder)), { code: 'not-regular' })
  t.like(await t.throwsAsync(identify(join(folder, 'none'))), { code: 'missing' })
})
