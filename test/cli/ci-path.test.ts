import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { pathCheck } from '../../src/cli/ci/path-check.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const GUARD = { pid: 7, pipConf: '/home/dana/.config/pip/pip.conf' }

interface Machine {
  readonly shims: string
  /** Makes a folder with a pip; as an environment's where that is wanted. */
  readonly pipIn: (name: string, kind?: 'environment') => Promise<string>
  readonly isProven: (folders: readonly string[], guard?: typeof GUARD | null) => boolean
}

async function machine(t: ExecutionContext): Promise<Machine> {
  const folder = await temporaryFolder(t)
  const pipIn: Machine['pipIn'] = async (name, kind) => {
    const bin = join(folder, name, 'bin')
    await mkdir(bin, { recursive: true })
    await writeFile(join(bin, 'pip'), '#!/bin/sh\n', { mode: 0o755 })
    if (kind === 'environment') await writeFile(join(folder, name, 'pyvenv.cfg'), '')
    return bin
  }
  const shims = await pipIn('shims')
  return {
    shims,
    pipIn,
    isProven: (folders, guard = GUARD) =>
      pathCheck({ env: { PATH: folders.join(':') }, shims }, { guard }).isProven,
  }
}

test('an activated environment before the shims is left to the guard and its canary; without a guard it is not proven', async (t) => {
  const { shims, pipIn, isProven } = await machine(t)
  const environment = await pipIn('v', 'environment')
  t.true(isProven([shims, environment]))
  t.true(isProven([environment, shims]))
  t.false(isProven([environment, shims], null))
})

test('another pip before the shims, and a PATH without them, is a step’s doing, whatever the guard does', async (t) => {
  const { shims, pipIn, isProven } = await machine(t)
  const [environment, other] = [await pipIn('v', 'environment'), await pipIn('usr')]
  t.false(isProven([other, shims]))
  t.false(isProven([other, environment, shims]))
  t.false(isProven([environment]))
  t.false(isProven([]))
})
