/** Whatever takes the place of a policy is noticed, also where the system's events don't tell of it. */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'ava'
import { watchConfiguration } from '../../src/daemon/watch.ts'
import { becomes } from './running-daemon.ts'

const SWAPS = 12

test('a folder that takes the place of a file is noticed each time', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pip-trust-watch-'))
  t.teardown(() => rm(folder, { recursive: true, force: true }))
  let changes = 0
  const watching = await watchConfiguration(
    [folder],
    () => (changes += 1),
    (error) => t.fail(String(error)),
    50,
  )
  t.teardown(() => watching.close())
  await becomes('the watch has begun', async () => changes > 0)
  for (let swap = 0; swap < SWAPS; swap += 1) {
    const file = join(folder, `policy-${swap}.yaml`)
    const known = changes
    await writeFile(file, 'x')
    await becomes(`file ${swap} is noticed`, async () => changes > known)
    const before = changes
    await rm(file)
    await mkdir(file)
    await becomes(`folder ${swap} is noticed`, async () => changes > before)
  }
  t.pass()
})
