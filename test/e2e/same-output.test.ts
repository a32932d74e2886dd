/** Exit code and stdout are pip's own: forty command lines, each with and without the product, in two equal environments. */
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { createSigstoreWorld } from '../world/sigstore/index.ts'
import { goodProjects } from './channels/goods.ts'
import { openScene, story, trustWorld, type GuardedResult, type ScratchHome } from './harness/index.ts'

/** In this order: later lines meet what earlier ones installed. */
const LINES: readonly string[] = [
  '',
  '--version',
  '-V',
  '--help',
  'help',
  'help install',
  'help nothing',
  'frobnicate',
  'install',
  'install --help',
  'install --frobnicate',
  'install no-such-project',
  'install alpha==9.9',
  'install -r missing.txt',
  'install ./missing.whl',
  'install alpha',
  'install alpha',
  'install --upgrade beta',
  'install -r requirements.txt',
  'install --no-deps --target into alpha',
  'download -d got alpha delta',
  'wheel -w made delta',
  'list',
  'list --format json',
  'list --format freeze',
  'list --outdated',
  'freeze',
  'freeze --all',
  'show alpha',
  'show nothing-there',
  'check',
  'inspect',
  'config list',
  'config get no.such',
  'cache remove',
  'hash got/alpha-1.0-py3-none-any.whl',
  'hash missing.whl',
  'completion --bash',
  'index versions alpha',
  'uninstall -y alpha',
  'uninstall -y alpha',
  'uninstall -y -r requirements.txt',
  'debug --frobnicate',
]

/** What differs between any two runs of pip alone. */
function comparable(text: string, folders: readonly string[]): string {
  const placed = folders.reduce((rest, folder) => rest.replaceAll(folder, 'PLACE'), text)
  return placed
    .replaceAll(/pip-[a-z-]+-[a-z0-9_]{8}/g, 'pip-TEMPORARY')
    .replaceAll(/report-\d+/g, 'REPORT')
    .replaceAll(/\b[0-9a-f]{64}\b/g, 'DIGEST')
    .replaceAll(/"(python_version|platform_release)": "[^"]*"/g, '')
    .replaceAll(/\/(?:[0-9a-f]{2}\/){2,}[0-9a-f]{40,}/g, '/CACHED')
    .replaceAll(/(Stored in directory: ).*/g, '$1')
}

async function workFolder(home: ScratchHome, name: string): Promise<string> {
  const folder = join(home.root, name)
  await mkdir(folder)
  await writeFile(join(folder, 'requirements.txt'), 'alpha\ndelta\n')
  return folder
}

test.serial('forty command lines', async (t) => {
  const world = await createSigstoreWorld()
  const scene = await openScene(t, { site: { api: '1.4', projects: goodProjects(world) } })
  await trustWorld(scene.home, world)
  const bareVenv = await scene.home.venv(scene.venv.pair)
  const [guardedWork, bareWork] = [
    await workFolder(scene.home, 'guarded'),
    await workFolder(scene.home, 'notshim'),
  ]
  const [guardedCache, bareCache] = [join(scene.home.root, 'cache1'), join(scene.home.root, 'cache2')]
  const folders = [
    guardedWork,
    bareWork,
    scene.venv.folder,
    bareVenv.folder,
    guardedCache,
    bareCache,
    scene.home.paths.pipCache,
  ]
  const seen = ({ code, stdout }: GuardedResult): object => ({ code, stdout: comparable(stdout, folders) })
  t.true(LINES.length >= 40)
  for (const line of LINES) {
    const args = line.split(' ').filter((word) => word !== '')
    const [guarded, bare] = await Promise.all([
      scene.pip(args, { cwd: guardedWork, env: { PIP_CACHE_DIR: guardedCache } }),
      scene.barePip(args, { cwd: bareWork, venv: bareVenv, env: { PIP_CACHE_DIR: bareCache } }),
    ])
    t.deepEqual(seen(guarded), seen(bare), `pip ${line}\n${story(guarded)}`)
  }
})
