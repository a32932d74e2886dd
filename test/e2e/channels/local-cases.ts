import { chmod, chown, mkdir, mkdtemp, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { junkTail } from '../../world/index/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { mustRun, type GuardedResult, type Scene } from '../harness/index.ts'
import { alphaTwins, attack, installs, lay, layAlpha, sigmaTwins, type Turn } from './attack.ts'
import { asRoot, NOBODY, type ChannelCase } from './channel-case.ts'
import { delta } from './goods.ts'

const TOOLS = { env: { PATH: '/usr/bin:/bin' }, cwd: '/' }
async function fromLinks(it: Scene, turn: Turn, world: World, options: LinksOptions): Promise<GuardedResult> {
  const folder = dirname(await layAlpha(it, turn, world))
  return await it.pip(['install', '--no-index', ...(options.words?.(folder) ?? []), 'alpha'], {
    env: options.env?.(folder) ?? {},
  })
}

interface LinksOptions {
  readonly words?: (folder: string) => readonly string[]
  readonly env?: (folder: string) => Readonly<Record<string, string>>
}

/** A folder that is an index, as `file:` URLs can name it. */
async function fileIndex(it: Scene, turn: Turn, world: World): Promise<string> {
  const path = await layAlpha(it, turn, world, { folder: 'simple/alpha' })
  const name = basename(path)
  await writeFile(join(dirname(path), 'index.html'), `<!DOCTYPE html><a href="${name}">${name}</a>`)
  return pathToFileURL(join(it.home.root, 'simple')).href
}

/** What is refused for where it lies: honest bytes, whose place is spoilt in the first turn only. */
function misplaced(
  name: string,
  code: 'TC1010' | 'TC1011',
  spoil: (path: string, it: Scene) => Promise<void>,
  unsupported?: ChannelCase['unsupported'],
): ChannelCase {
  return attack({
    name,
    codes: [code],
    ...(unsupported && { unsupported }),
    attempt: async (it, turn, world) => {
      // Below a folder that lets nobody else through, no rights of others count.
      await chmod(it.home.root, 0o755)
      const folder = join(it.home.root, 'links')
      await rm(folder, { recursive: true, force: true })
      const path = await layAlpha(it, 'honest', world, { folder: 'links/own' })
      if (turn === 'changed') await spoil(path, it)
      return await it.pip(['install', path])
    },
  })
}

async function openToOthers(path: string): Promise<void> {
  await chmod(path, (await stat(path)).mode | 0o002)
}

/**
 * Code in pip's own process that does something when pip opens a path for the third time: no timing is left to chance.
 */
async function onThirdOpen(it: Scene, path: string, python: string): Promise<string> {
  const file = join(it.venv.sitePackages, 'sitecustomize.py')
  const code = `import os, sys
seen = []
def hook(event, args):
    if event == 'open' and args[0] == ${JSON.stringify(path)} and len(seen) < 3:
        seen.append(1)
        if len(seen) == 3:
            ${python}
sys.addaudithook(hook)
`
  await writeFile(file, code)
  return file
}

/** The wheel is honest until its third open; in the honest turn nobody exchanges it. */
async function exchanged(
  it: Scene,
  turn: Turn,
  world: World,
  exchange: (path: string) => string,
): Promise<GuardedResult> {
  const path = await layAlpha(it, 'honest', world)
  await writeFile(`${path}.changed`, alphaTwins.changed.bytes)
  await utimes(path, 1_700_000_000, 1_700_000_000)
  const hook = await onThirdOpen(it, path, exchange(path))
  if (turn === 'honest') await rm(hook)
  return await it.pip(['install', path])
}

const RENAME = `os.rename(args[0] + '.changed', args[0])`
const PUT_BACK = 'os.utime(args[0], (1700000000, 1700000000))'

export const localCases: readonly ChannelCase[] = [
  attack({
    name: 'wheel by its path',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => await it.pip(['install', await layAlpha(it, turn, world)]),
  }),
  attack({
    name: 'sdist by its path',
    codes: ['TC2111'],
    attempt: async (it, turn, world) =>
      await it.pip(['install', await lay(it, world, sigmaTwins[turn].bytes, sigmaTwins.honest)]),
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: '.zip sdist by its path',
    codes: ['TC1004'],
    attempt: async (it, turn, world) => {
      const { bytes } = turn === 'changed' ? junkTail(delta) : delta
      return await it.pip(['install', await lay(it, world, bytes, delta)])
    },
    proves: installs('delta-1.0'),
  }),
  attack({
    name: 'file: URL with an odd suffix',
    codes: ['TC1013'],
    attempt: async (it, turn) => {
      const path = join(it.home.root, 'odd.dat')
      const { honest } = sigmaTwins
      await writeFile(path, turn === 'changed' ? junkTail(honest).bytes : honest.bytes)
      return await it.pip(['install', `sigma @ ${pathToFileURL(path).href}`])
    },
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: '--find-links folder',
    codes: ['TC2111'],
    attempt: async (it, turn, world) =>
      await fromLinks(it, turn, world, { words: (folder) => ['--find-links', folder] }),
  }),
  attack({
    name: 'PIP_FIND_LINKS',
    codes: ['TC2111'],
    attempt: async (it, turn, world) =>
      await fromLinks(it, turn, world, { env: (folder) => ({ PIP_FIND_LINKS: folder }) }),
  }),
  attack({
    name: 'find-links in pip.conf',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => {
      const folder = dirname(await layAlpha(it, turn, world))
      const config = join(it.home.root, 'own.conf')
      await writeFile(config, `[install]\nno-index = true\nfind-links = ${folder}\n`)
      return await it.pip(['install', 'alpha'], { env: { PIP_CONFIG_FILE: config } })
    },
  }),
  attack({
    name: '--find-links in a requirements file',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => {
      const folder = dirname(await layAlpha(it, turn, world))
      await writeFile(join(it.home.work, 'links.txt'), `--no-index\n--find-links ${folder}\nalpha\n`)
      return await it.pip(['install', '-r', 'links.txt'])
    },
  }),
  attack({
    name: 'path in a requirements file',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => {
      await writeFile(join(it.home.work, 'paths.txt'), `${await layAlpha(it, turn, world)}\n`)
      return await it.pip(['install', '-r', 'paths.txt'])
    },
  }),
  attack({
    name: 'index by a file: URL',
    codes: ['TC2111'],
    attempt: async (it, turn, world) =>
      await it.pip(['install', '--index-url', await fileIndex(it, turn, world), 'alpha']),
  }),
  misplaced('file that others may write', 'TC1011', openToOthers),
  misplaced(
    'file in a folder that others may write',
    'TC1011',
    async (path) => await openToOthers(dirname(path)),
  ),
  misplaced(
    'file below a folder that others may write',
    'TC1011',
    async (path) => await openToOthers(dirname(dirname(path))),
  ),
  misplaced('file of another user', 'TC1011', async (path) => await chown(path, NOBODY, NOBODY), asRoot),
  misplaced(
    'file in a folder of another user',
    'TC1011',
    async (path) => await chown(dirname(path), NOBODY, NOBODY),
    asRoot,
  ),
  misplaced('link in a folder that others may write', 'TC1011', async (path, it) => {
    const aside = await mkdtemp(join(it.home.root, 'aside-'))
    await writeFile(join(aside, basename(path)), alphaTwins.honest.bytes)
    await rm(path)
    await symlink(join(aside, basename(path)), path)
    await openToOthers(dirname(path))
  }),
  misplaced('pipe with a wheel’s name', 'TC1010', async (path) => {
    await rm(path)
    await mustRun('mkfifo', [path], TOOLS)
  }),
  misplaced('device with a wheel’s name', 'TC1010', async (path) => {
    await rm(path)
    await symlink('/dev/zero', path)
  }),
  attack({
    name: 'wheel that is exchanged between two opens',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => await exchanged(it, turn, world, () => RENAME),
  }),
  attack({
    name: 'wheel that is exchanged between two opens, its time put back',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => await exchanged(it, turn, world, () => `${RENAME}; ${PUT_BACK}`),
  }),
  attack({
    name: 'wheel that is rewritten in place between two opens, its time put back',
    codes: ['TC2111'],
    attempt: async (it, turn, world) =>
      await exchanged(
        it,
        turn,
        world,
        () =>
          `seen.append(1); b = open(args[0] + '.changed', 'rb').read(); open(args[0], 'r+b').write(b); ${PUT_BACK}`,
      ),
  }),
  attack({
    name: 'link that is turned to other bytes between two opens',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => {
      const good = await layAlpha(it, 'honest', world, { folder: 'good' })
      const bad = await layAlpha(it, 'changed', world, { folder: 'bad' })
      const path = join(it.home.root, 'links', basename(good))
      await mkdir(dirname(path), { recursive: true })
      await rm(path, { force: true })
      await symlink(good, path)
      const turned = `os.unlink(args[0]); os.symlink(${JSON.stringify(bad)}, args[0])`
      const hook = await onThirdOpen(it, path, turned)
      if (turn === 'honest') await rm(hook)
      return await it.pip(['install', path])
    },
  }),
]
