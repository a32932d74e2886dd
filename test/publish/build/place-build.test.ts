import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { buildProject, placeBuild } from '../../../src/publish/build/index.ts'
import { plantProject } from './planted-project.ts'

test('files that can’t all be put in place leave no folder that wasn’t there, and nothing aside in one that was', async (t) => {
  const { folder, world, request } = await plantProject(t)
  const { files, record } = await buildProject({ ...request, outputs: ['sdist'] }, 'once', world)
  const unplaceable = {
    files: files.map((file) => ({ ...file, filename: 'no/such.tar.gz' })),
    record,
    repeated: null,
  }
  await t.throwsAsync(placeBuild(unplaceable, join(folder, 'new', 'dist')), { code: 'ENOENT' })
  t.false((await readdir(folder)).includes('new'))
  await mkdir(join(folder, 'old'))
  await writeFile(join(folder, 'old', 'kept'), '')
  await t.throwsAsync(placeBuild(unplaceable, join(folder, 'old')), { code: 'ENOENT' })
  t.deepEqual(await readdir(join(folder, 'old')), ['kept'])
})
