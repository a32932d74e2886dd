import { copyFile, cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { BuildError } from './build-error.ts'
import type { BuildLock } from './build-lock.ts'
import { installerFolder, lastLines, requirementLine } from './installer.ts'
import type { Interpreter } from './interpreter.ts'
import type { Room } from './room.ts'
import { IN_ROOM } from './rooms.ts'

/** The pip inside. */
const PIP = `${IN_ROOM.tools}/pip`

/** What the room’s wheels came from. */
export interface Wheels {
  readonly lock: Pick<BuildLock, 'installer' | 'wheels'>
  /** The folder outside that has them all. */
  readonly folder: string
}

/**
 * Makes the environment that a back-end runs in: exactly the wheels of a lock, installed without a network, each checked
 * by its digest once more. Throws `BuildError` `interpreter`, or `lock` where they can't be installed.
 */
export async function makeEnvironment(
  room: Room,
  { lock, folder }: Wheels,
  { minor, version }: Interpreter,
): Promise<void> {
  if (lock.wheels.length > 0)
    await cp(installerFolder(folder, lock.installer), room.outside(PIP), { recursive: true })
  for (const { filename } of lock.wheels)
    await copyFile(join(folder, filename), room.outside(`${IN_ROOM.wheels}/${filename}`))
  const made = await room.run(
    [room.python, '-I', '-m', 'venv', '--without-pip', IN_ROOM.environment],
    IN_ROOM.tools,
  )
  if (made.code !== 0)
    throw new BuildError('interpreter', {
      message: `Python ${version} can’t make an environment:\n${lastLines(made.output)}`,
      hint: 'name another by --python, or install its `venv`',
    })
  await install(room, lock)
  const site = room.outside(`${IN_ROOM.environment}/lib/python${minor}/site-packages`)
  await copyFile(room.outside(`${IN_ROOM.tools}/pip_trust_watch.py`), join(site, 'pip_trust_watch.py'))
  await writeFile(join(site, 'pip_trust_watch.pth'), 'import pip_trust_watch\n')
}

async function install(room: Room, { wheels }: Wheels['lock']): Promise<void> {
  if (wheels.length === 0) return
  const list = `${IN_ROOM.tools}/requirements.txt`
  await writeFile(room.outside(list), wheels.map(requirementLine).join(''))
  const from = ['--no-index', '--find-links', IN_ROOM.wheels, '--no-deps', '--require-hashes', '-r', list]
  const quiet = [
    '--quiet',
    '--no-cache-dir',
    '--no-compile',
    '--disable-pip-version-check',
    '--no-warn-script-location',
  ]
  const python = `${IN_ROOM.environment}/bin/python`
  const { code, output } = await room.run([python, `${PIP}/pip`, 'install', ...quiet, ...from], IN_ROOM.tools)
  if (code === 0) return
  throw new BuildError('lock', {
    message: `what \`build.lock\` names can’t be installed here:\n${lastLines(output)}`,
    hint: 'a lock is for one Python and one platform: trustctl build lock',
  })
}
