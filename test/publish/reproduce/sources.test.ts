import { mkdir, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { sdistSource } from '../../../src/publish/reproduce/sources.ts'
import type { TarEntry } from '../../artifact/tar-builder.ts'
import { buildZip } from '../../artifact/zip-builder.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { sdist } from '../difference/artifacts.ts'

const FILES: readonly TarEntry[] = [
  { name: 'foo-1.0/PKG-INFO', content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n' },
  { name: 'foo-1.0/foo.py', content: 'print(1)\n', modeField: '0000664\0' },
  { name: 'foo-1.0/run.sh', content: '#!/bin/sh\n', modeField: '0004775\0' },
]

const open = (entries: readonly TarEntry[]) =>
  sdistSource({ filename: 'foo-1.0.tar.gz', bytes: sdist(entries) })

test('files keep their rights and times, and get no more than rights', async (t) => {
  const folder = join(await temporaryFolder(t), 'source')
  await mkdir(folder)
  const source = await open(FILES)
  const top = await source.copyTo(folder)
  t.is(top, join(folder, 'foo-1.0'))
  t.deepEqual((await readdir(top)).toSorted(), ['PKG-INFO', 'foo.py', 'run.sh'])
  const { mode, mtimeMs } = await stat(join(top, 'foo.py'))
  t.is(mode & 0o7777, 0o664)
  t.is(mtimeMs, 0)
  t.is((await stat(join(top, 'run.sh'))).mode & 0o7777, 0o775)
})

test('a zip is a source, too', async (t) => {
  const bytes = buildZip([{ name: 'foo-1.0/foo.py', content: 'x' }])
  const source = await sdistSource({ filename: 'foo-1.0.zip', bytes })
  t.is(source.identity.kind, 'sdist')
})

const ATTACKS: readonly (readonly [string, readonly TarEntry[]])[] = [
  ['a link', [...FILES, { name: 'foo-1.0/link', type: '2' }]],
  ['a hard link', [...FILES, { name: 'foo-1.0/link', type: '1' }]],
  ['a device', [...FILES, { name: 'foo-1.0/device', type: '3' }]],
  ['a name twice', [...FILES, { name: 'foo-1.0/foo.py', content: 'evil' }]],
  ['a name that leads out', [...FILES, { name: 'foo-1.0/../../evil', content: 'x' }]],
  ['an absolute name', [{ name: '/etc/evil', content: 'x' }]],
  ['two folders at the top', [...FILES, { name: 'other/foo.py', content: 'x' }]],
  ['a file at the top', [...FILES, { name: 'setup.py', content: 'x' }]],
  ['nothing', []],
]

for (const [what, entries] of ATTACKS) {
  test(`a source distribution with ${what} is refused`, async (t) => {
    await t.throwsAsync(open(entries), { code: 'source' })
  })
}

test('what is no archive is refused', async (t) => {
  await t.throwsAsync(sdistSource({ filename: 'foo-1.0.tar.gz', bytes: Buffer.from('none') }), {
    code: 'source',
  })
})
