import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { openStore, reopenedStore } from '../../src/store/index.ts'

test('a store that could not be opened refuses until it can be, and serves from then on', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'reopened-'))
  t.teardown(async () => await rm(folder, { recursive: true }))
  const path = join(folder, 'store.sqlite')
  await mkdir(path)
  const store = reopenedStore(() => openStore(path).store)
  await t.throwsAsync(async () => await store.counts(), { code: 'failed' })
  await rm(path, { recursive: true })
  await t.notThrowsAsync(async () => await store.counts())
  await store.close()
})
