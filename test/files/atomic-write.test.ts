import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { writeFileAtomically } from '../../src/files/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a file is written, private unless said otherwise', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  await writeFileAtomically(path, 'first')
  t.is(await readFile(path, 'utf8'), 'first')
  t.is((await stat(path)).mode & 0o777, 0o600)
  await writeFileAtomically(path, new Uint8Array([1, 2]), { mode: 0o644 })
  t.deepEqual([...(await readFile(path))], [1, 2])
  t.is((await stat(path)).mode & 0o777, 0o644)
})

test('nothing is left beside it, not even on failure', async (t) => {
  const folder = await temporaryFolder(t)
  await mkdir(join(folder, 'taken', 'by-a-folder'), { recursive: true })
  await t.throwsAsync(writeFileAtomically(join(folder, 'taken'), 'x'))
  await writeFileAtomically(join(folder, 'file'), 'x')
  t.deepEqual((await readdir(folder)).toSorted(), ['file', 'taken'])
})

test('a link is replaced and its target left alone', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'target'), 'old')
  await symlink('target', join(folder, 'link'))
  await writeFileAtomically(join(folder, 'link'), 'new')
  t.is(await readFile(join(folder, 'target'), 'utf8'), 'old')
  t.is(await readFile(join(folder, 'link'), 'utf8'), 'new')
})

test('many writers at once leave one whole content', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  const contents = ['a', 'b', 'c', 'd'].map((letter) => letter.repeat(100_000))
  await Promise.all(contents.map((content) => writeFileAtomically(path, content)))
  t.true(contents.includes(await readFile(path, 'utf8')))
})

test('a file that cannot be written over is still replaced', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  await writeFile(path, 'old')
  await chmod(path, 0o400)
  await writeFileAtomically(path, 'new')
  t.is(await readFile(path, 'utf8'), 'new')
})
