import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { story, type GuardedResult, type Scene } from '../harness/index.ts'
import { attack, installs } from './attack.ts'
import { mustSucceed, type ChannelCase } from './channel-case.ts'
import { goodProjects } from './goods.ts'

/** Names that the witness, or what it imports, would take if the folder came before the standard library. */
const NAMES = ['logging', 'hashlib', 'json', 'socket', 'stat', 're', 'pip_trust_witness', 'pip']

/** Modules that say that they ran. */
async function plant(folder: string, log: string, names: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true })
  const line = (name: string): string => `open(${JSON.stringify(log)}, 'a').write('${name}\\n')\n`
  await Promise.all(names.map(async (name) => await writeFile(join(folder, `${name}.py`), line(name))))
}

async function planted(
  it: Scene,
  names: readonly string[],
  env: Record<string, string>,
): Promise<GuardedResult> {
  const log = join(it.home.root, 'planted.log')
  await plant(it.home.work, log, names)
  const result = await it.pip(['install', 'alpha'], { env })
  assert.ok(!existsSync(log), `planted modules ran: ${existsSync(log) && (await readFile(log, 'utf8'))}`)
  return result
}

/** Runs in every Python that has it: says what the process is, and what its environment says of PYTHONPATH. */
const CUSTOM = (log: string, name: string): string => `import os, sys
open(${JSON.stringify(log)}, 'a').write('${name} ' + os.environ.get('PYTHONPATH', '') + '\\n')
`

async function customized(it: Scene, folder: string, name: string): Promise<string> {
  const log = join(it.home.root, `${name}.log`)
  await mkdir(folder, { recursive: true })
  await writeFile(join(folder, `${name}.py`), CUSTOM(log, name))
  return log
}

async function timesRun(log: string): Promise<number> {
  return existsSync(log) ? (await readFile(log, 'utf8')).trim().split('\n').length : 0
}

const goodScene: ChannelCase['scene'] = (world) => ({ site: { api: '1.4', projects: goodProjects(world) } })

export const machineCases: readonly ChannelCase[] = [
  attack({
    name: 'logging.py, hashlib.py and others in the project’s folder',
    codes: ['TC2111'],
    attempt: async (it) => await planted(it, NAMES, {}),
  }),
  attack({
    name: 'sitecustomize.py and usercustomize.py in the project’s folder',
    codes: ['TC2111'],
    attempt: async (it) => await planted(it, ['sitecustomize', 'usercustomize'], {}),
  }),
  attack({
    name: 'PYTHONPATH that leads to the project’s folder only in its name',
    codes: ['TC2111'],
    attempt: async (it) => await planted(it, NAMES, { PYTHONPATH: join(it.home.root, 'no-such-folder') }),
  }),
  attack({
    name: 'a hashlib.py in PYTHONPATH that lies about digests',
    codes: ['TC2111'],
    attempt: async (it, turn) => {
      const folder = join(it.home.root, 'lies')
      await mkdir(folder, { recursive: true })
      const lies = "import builtins\nraise ImportError('planted')\n"
      if (turn === 'changed') await writeFile(join(folder, 'hashlib.py'), lies)
      const PYTHONPATH = turn === 'changed' ? folder : join(it.home.root, 'none')
      const result = await it.pip(['install', 'alpha'], { env: { PYTHONPATH } })
      return result
    },
  }),
  attack({
    name: 'a sitecustomize.py that fails',
    codes: ['TC2111'],
    attempt: async (it) => {
      await writeFile(join(it.venv.sitePackages, 'sitecustomize.py'), 'raise RuntimeError("planted")\n')
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({
    name: 'a sitecustomize.py that takes the witness’s folder off the path',
    codes: ['TC2111'],
    attempt: async (it) => {
      const text = `import os, sys
sys.path[:] = [entry for entry in sys.path if 'shim' not in entry]
os.environ.pop('PYTHONPATH', None)
`
      await writeFile(join(it.venv.sitePackages, 'sitecustomize.py'), text)
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({
    name: 'witness on PYTHONPATH already',
    codes: ['TC2111'],
    attempt: async (it) =>
      await it.pip(['install', 'alpha'], {
        env: { PYTHONPATH: join(it.home.installation.lib, 'shim/site') },
      }),
  }),
  {
    name: 'the user’s sitecustomize, usercustomize and PYTHONPATH, in pip and in the pips that it starts',
    scene: goodScene,
    run: async (it) => {
      const own = join(it.home.root, 'own')
      const site = await customized(it, own, 'sitecustomize')
      const user = await customized(it, own, 'usercustomize')
      await writeFile(join(it.venv.folder, 'pyvenv.cfg'), await withUserSite(it))
      const result = await it.pip(['install', 'gamma'], { env: { PYTHONPATH: own } })
      mustSucceed(result)
      assert.ok((await timesRun(site)) > 1, story(result))
      assert.ok((await timesRun(user)) > 1, story(result))
      const paths = (await readFile(site, 'utf8')).trim().split('\n')
      assert.ok(
        paths.slice(0, 1).every((line) => line.endsWith(own)),
        paths.join('\n'),
      )
    },
  },
  {
    name: 'the environment’s own sitecustomize, in pip and in the pips that it starts',
    scene: goodScene,
    run: async (it) => {
      const log = await customized(it, it.venv.sitePackages, 'sitecustomize')
      const result = await it.pip(['install', 'gamma'])
      mustSucceed(result)
      await installs('gamma-1.0')(it, result)
      assert.ok((await timesRun(log)) > 1, story(result))
    },
  },
]

/** The environment's own settings, with the user's packages visible: usercustomize is read only then. */
async function withUserSite(it: Scene): Promise<string> {
  const text = await readFile(join(it.venv.folder, 'pyvenv.cfg'), 'utf8')
  return text.replace(/include-system-site-packages = false/, 'include-system-site-packages = true')
}
