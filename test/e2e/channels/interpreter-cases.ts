import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { chmod, cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  inheritedEnvironment,
  mustRun,
  writePipScripts,
  story,
  type GuardedResult,
  type Pair,
  type Scene,
} from '../harness/index.ts'
import { attack, type Turn } from './attack.ts'
import { since, type ChannelCase } from './channel-case.ts'

const PYPY = '/usr/bin/pypy3'
const TOOLS = { env: inheritedEnvironment(), cwd: '/' }

/** pip's own files as a zip that Python can start: what pip.pyz and pip's wheel are. */
async function zippedPip(it: Scene, name: string): Promise<string> {
  const file = join(it.home.root, name)
  if (existsSync(file)) return file
  const code = `import os, sys, zipfile
with zipfile.ZipFile(sys.argv[1], 'w') as zip:
    for folder, _, names in os.walk(os.path.join(sys.argv[2], 'pip')):
        for name in names:
            path = os.path.join(folder, name)
            if not path.endswith('.pyc'):
                zip.write(path, os.path.relpath(path, sys.argv[2]))
    zip.writestr('__main__.py', 'import runpy\\nrunpy.run_module("pip", run_name="__main__")\\n')
`
  await mustRun(it.venv.python, ['-c', code, file, it.venv.sitePackages], TOOLS)
  return file
}

/** The environment's \`pip\` is something else than pip's own script. */
async function pipIs(it: Scene, content: string | Buffer): Promise<void> {
  const pip = join(it.venv.bin, 'pip')
  await writeFile(pip, content)
  await chmod(pip, 0o755)
}

async function otherEnvironment(it: Scene): Promise<string> {
  const folder = join(it.home.root, 'other')
  if (!existsSync(folder)) {
    await mustRun(it.venv.pair.python.executable, ['-m', 'venv', '--without-pip', folder], TOOLS)
  }
  return folder
}

/** An environment of PyPy's with the pip of the pair; its \`pip\` takes the place of the environment's. */
async function pypy(it: Scene): Promise<GuardedResult> {
  const folder = join(it.home.root, 'pypy')
  if (!existsSync(folder)) {
    await mustRun(PYPY, ['-m', 'venv', '--without-pip', folder], TOOLS)
    const lib = join(folder, 'lib', (await readdir(join(folder, 'lib')))[0] ?? '', 'site-packages')
    await mkdir(lib, { recursive: true })
    await cp(join(it.venv.sitePackages, 'pip'), join(lib, 'pip'), { recursive: true })
    await writePipScripts({
      bin: join(folder, 'bin'),
      python: join(folder, 'bin/python'),
      pair: it.venv.pair,
    })
  }
  return await it.pip(['install', 'alpha'], { venv: { ...it.venv, bin: join(folder, 'bin') } })
}

const withPypy = ({ pip, python }: Pair): string | null => {
  if (!existsSync(PYPY)) return 'no PyPy on this machine'
  if (pip === 'newest') return 'pip 26.1 and later need Python 3.10; the PyPy here is 3.9'
  return python.minor === '3.8' || python.minor === '3.11'
    ? null
    : 'tried once for this pip, with the files of Python 3.11'
}

async function flagged(it: Scene, _turn: Turn, flags: string): Promise<GuardedResult> {
  await writePipScripts(it.venv, flags)
  return await it.pip(['install', 'alpha'])
}

export const interpreterCases: readonly ChannelCase[] = [
  attack({
    name: '#!python -E',
    codes: ['TC2111'],
    attempt: async (it, turn) => await flagged(it, turn, '-E'),
  }),
  attack({
    name: '#!python -I',
    codes: ['TC2111'],
    attempt: async (it, turn) => await flagged(it, turn, '-I'),
  }),
  attack({
    name: '#!python -s',
    codes: ['TC2111'],
    attempt: async (it, turn) => await flagged(it, turn, '-s'),
  }),
  attack({
    name: 'python -I -m pip (guard)',
    codes: ['TC2111'],
    attempt: async (it) => {
      const done = await it.home.trustctl(['protect', '--no-systemd', it.venv.folder])
      assert.equal(done.code, 0, done.stderr)
      await pipIs(it, `#!/bin/sh\nexec '${it.venv.python}' -I -m pip "$@"\n`)
      return await it.barePip(['install', 'alpha'])
    },
  }),
  attack({
    name: '--python',
    unsupported: since('22.3'),
    codes: ['TC2111'],
    attempt: async (it) => {
      const python = join(await otherEnvironment(it), 'bin/python')
      return await it.pip(['--python', python, 'install', 'alpha'])
    },
    proves: async (it, result) => {
      const lib = join(it.home.root, 'other/lib', `python${it.venv.pair.python.minor}`, 'site-packages')
      assert.ok(existsSync(join(lib, 'alpha.py')), story(result))
    },
  }),
  attack({
    name: 'pip that is a zip with a #! line (pip.pyz)',
    codes: ['TC2111'],
    attempt: async (it) => {
      const zip = await readFile(await zippedPip(it, 'pip.zip'))
      await pipIs(it, Buffer.concat([Buffer.from(`#!${it.venv.python}\n`), zip]))
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({
    name: 'wrapper that starts python pip-X.whl/pip',
    codes: ['TC2111'],
    attempt: async (it) => {
      const wheel = await zippedPip(it, 'pip-1.0-py3-none-any.whl')
      await pipIs(it, `#!/bin/sh\nexec '${it.venv.python}' '${wheel}/pip' "$@"\n`)
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({
    name: 'wrapper that starts python -m pip',
    codes: ['TC2111'],
    attempt: async (it) => {
      await pipIs(it, `#!/bin/sh\nexec '${it.venv.python}' -m pip "$@"\n`)
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({ name: 'PyPy', unsupported: withPypy, codes: ['TC2111'], attempt: pypy, proves: inPypy }),
]

async function inPypy(it: Scene, result: GuardedResult): Promise<void> {
  const names = await readdir(join(it.home.root, 'pypy'), { recursive: true })
  assert.ok(
    names.some((name) => name.endsWith('site-packages/alpha.py')),
    story(result),
  )
}
