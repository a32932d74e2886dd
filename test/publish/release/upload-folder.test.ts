import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { folderState, moveInPlace } from '../../../src/publish/release/upload-folder.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const FILES = [
  { name: 'a-1.0.tar.gz', bytes: Buffer.from('source') },
  { name: 'a-1.0-py3-none-any.whl', bytes: Buffer.from('wheel') },
]

test('all files are in place together, for everybody to read, and nothing is left aside', async (t) => {
  const root = await temporaryFolder(t)
  const folder = join(root, 'out', 'release')
  t.is(await folderState(folder, FILES), 'absent')
  await moveInPlace(folder, FILES)
  t.deepEqual((await readdir(folder)).toSorted(), FILES.map(({ name }) => name).toSorted())
  t.is(await readFile(join(folder, 'a-1.0.tar.gz'), 'utf8'), 'source')
  t.is((await stat(join(folder, 'a-1.0.tar.gz'))).mode & 0o777, 0o644)
  t.deepEqual(await readdir(join(root, 'out')), ['release'])
  t.is(await folderState(folder, FILES), 'same')
  await moveInPlace(folder, FILES)
})

test('an empty folder is taken', async (t) => {
  const folder = join(await temporaryFolder(t), 'release')
  await mkdir(folder)
  await moveInPlace(folder, FILES)
  t.is((await readdir(folder)).length, 2)
})

test('a folder with anything else in it is left as it is', async (t) => {
  const root = await temporaryFolder(t)
  const folder = join(root, 'release')
  await moveInPlace(folder, FILES)
  await writeFile(join(folder, 'a-1.0.tar.gz'), 'of last week')
  await t.throwsAsync(moveInPlace(folder, FILES), { code: 'target' })
  t.is(await readFile(join(folder, 'a-1.0.tar.gz'), 'utf8'), 'of last week')
  await writeFile(join(folder, 'a-1.0.tar.gz'), 'source')
  await writeFile(join(folder, 'notes.txt'), 'mine')
  await t.throwsAsync(moveInPlace(folder, FILES), { code: 'target' })
  t.deepEqual(await readdir(root), ['release'])
})

test('a file in the place of the folder is left as it is', async (t) => {
  const folder = join(await temporaryFolder(t), 'release')
  await writeFile(folder, 'mine')
  await t.throwsAsync(moveInPlace(folder, FILES), { code: 'target' })
  t.is(await readFile(folder, 'utf8'), 'mine')
})
