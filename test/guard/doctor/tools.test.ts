import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import test from 'ava'
import { lookAtTools } from '../../../src/guard/doctor/house/look-at-tools.ts'
import { guardTestWorld } from '../guard-test-world.ts'

const FRONT = '#!/bin/sh\n# pip-trust front: guards\n'

async function program(path: string, text = '#!/bin/sh\n\n'): Promise<void> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { mode: 0o755 })
}

test('a tool that fetches without pip is told: unguarded, guarded and passed by, guarded', async (t) => {
  const { paths, home, uid } = await guardTestWorld(t)
  const bin = join(home, 'bin')
  const at = (path: string) => lookAtTools({ env: { PATH: path }, home, cwd: home, uid, paths, bin: null })
  t.deepEqual(at(bin), [], 'where none is, nothing is told')
  await program(join(bin, 'poetry'))
  t.like(at(bin), [{ about: 'poetry', level: 'bad', mend: 'trustctl protect poetry' }])
  await program(join(paths.guardedToolsBin, 'poetry'), FRONT)
  t.like(at(bin), [{ level: 'bad', mend: 'eval "$(trustctl shellenv)"' }])
  t.like(at(`${bin}:${paths.guardedToolsBin}`), [{ level: 'bad', mend: 'eval "$(trustctl shellenv)"' }])
  t.like(at(`${paths.guardedToolsBin}:${bin}`), [{ about: 'poetry', level: 'good', mend: null }])
  await program(join(paths.guardedToolsBin, 'uv'), FRONT)
  await program(join(bin, 'uv'))
  t.like(
    at(`${bin}:${paths.guardedToolsBin}`)[0],
    { about: 'uv', mend: 'trustctl protect uv' },
    'one of its two fronts is gone',
  )
})
