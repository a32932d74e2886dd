import { existsSync } from 'node:fs'
import { chmod, mkdir, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { checkPrivateFile, ensurePrivateFolder } from '../../src/files/index.ts'
import { temporaryFolder } from './temporary-folder.ts'

test('a folder is made with those above it, and found again', async (t) => {
  const path = join(await temporaryFolder(t), 'a', 'b')
  await ensurePrivateFolder(path)
  await ensurePrivateFolder(path)
  t.is((await stat(path)).mode & 0o777, 0o700)
  t.is((await stat(join(path, '..'))).mode & 0o777, 0o700)
})

test('where nobody can make folders, it is said instead of tried for ever', async (t) => {
  if (!existsSync('/proc/self')) return t.log('no /proc here')
  await t.throwsAsync(ensurePrivateFolder('/proc/nowhere/state'), { code: 'missing' })
})

test('a folder that others may enter is refused and not changed', async (t) => {
  const path = join(await temporaryFolder(t), 'open')
  await mkdir(path)
  for (const mode of [0o701, 0o710, 0o770, 0o755]) {
    await chmod(path, mode)
    t.like(await t.throwsAsync(ensurePrivateFolder(path)), { code: 'open-to-others' })
    t.is((await stat(path)).mode & 0o777, mode)
  }
})

test('a link, a file and a file on the way are refused', async (t) => {
  const folder = await temporaryFolder(t)
  await ensurePrivateFolder(join(folder, 'real'))
  await symlink('real', join(folder, 'link'))
  await symlink('nowhere', join(folder, 'dangling'))
  await writeFile(join(folder, 'file'), '')
  t.like(await t.throwsAsync(ensurePrivateFolder(join(folder, 'link'))), { code: 'is-link' })
  t.like(await t.throwsAsync(ensurePrivateFolder(join(folder, 'dangling'))), { code: 'is-link' })
  t.like(await t.throwsAsync(ensurePrivateFolder(join(folder, 'file'))), { code: 'not-a-folder' })
  t.like(await t.throwsAsync(ensurePrivateFolder(join(folder, 'file', 'x'))), { code: 'missing' })
})

test('a folder of another user is refused', async (t) => {
  const foreign = process.getuid?.() === 0 ? await foreignFolder(await temporaryFolder(t)) : '/'
  t.like(await t.throwsAsync(ensurePrivateFolder(foreign)), { code: 'foreign-owner' })
})

async function foreignFolder(parent: string): Promise<string> {
  const { chown } = await import('node:fs/promises')
  const path = join(parent, 'foreign')
  await mkdir(path, { mode: 0o700 })
  await chown(path, 12_345, 12_345)
  return path
}

test('a private file is accepted, and nothing else', async (t) => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'file')
  await writeFile(path, '', { mode: 0o600 })
  await t.notThrowsAsync(checkPrivateFile(path))
  await symlink('file', join(folder, 'link'))
  t.like(await t.throwsAsync(checkPrivateFile(join(folder, 'link'))), { code: 'is-link' })
  t.like(await t.throwsAsync(checkPrivateFile(folder)), { code: 'not-regular' })
  t.like(await t.throwsAsync(checkPrivateFile(join(folder, 'none'))), { code: 'missing' })
  await chmod(path, 0o640)
  t.like(await t.throwsAsync(checkPrivateFile(path)), { code: 'open-to-others' })
})
