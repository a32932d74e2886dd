import { once } from 'node:events'
import { symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import test from 'ava'
import { readFileBounded } from '../../src/files/index.ts'
import { makeNamedPipe } from './named-pipe.ts'
import { temporaryFolder } from './temporary-folder.ts'

const read = (path: string): Promise<Uint8Array> => readFileBounded(path, { maxBytes: 10 })

test('a file at the limit is read, one over it is not', async (t) => {
  const path = join(await temporaryFolder(t), 'file')
  await writeFile(path, 'x'.repeat(100_000))
  t.is((await readFileBounded(path, { maxBytes: 100_000 })).byteLength, 100_000)
  t.like(await t.throwsAsync(readFileBounded(path, { maxBytes: 99_999 })), { code: 'too-large' })
})

test('links are followed', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'file'), 'x')
  await symlink('file', join(folder, 'link'))
  t.deepEqual([...(await readFileBounded(join(folder, 'link'), { maxBytes: 1 }))], [0x78])
})

test('what is missing, a folder, a pipe or without end is refused, and never waited for', async (t) => {
  const folder = await temporaryFolder(t)
  makeNamedPipe(join(folder, 'pipe'))
  t.like(await t.throwsAsync(read(join(folder, 'none'))), { code: 'missing' })
  t.like(await t.throwsAsync(read(join(folder, 'pipe', 'none'))), { code: 'missing' })
  t.like(await t.throwsAsync(read(folder)), { code: 'not-regular' })
  t.like(await t.throwsAsync(read(join(folder, 'pipe'))), { code: 'not-regular' })
  t.like(await t.throwsAsync(read('/dev/zero')), { code: 'not-regular' })
})

test('a socket is refused', async (t) => {
  const path = join(await temporaryFolder(t), 'socket')
  const server = createServer().listen(path)
  await once(server, 'listening')
  t.like(await t.throwsAsync(read(path)), { code: 'not-regular' })
  server.close()
})
