import { chmod, cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { writePipScripts } from '../e2e/harness/index.ts'
import { makeWheel } from '../world/index/index.ts'
import type { Answers } from './fake-interceptor.ts'
import { createStage, pairsFor, QUIET_ROUTES, type Stage } from './stage.ts'

const alpha = makeWheel({ project: 'alpha', version: '1.0' })
const INSTALL = ['install', '--find-links', 'links', 'alpha']

async function staged(t: ExecutionContext, answers: Answers = {}, folder?: string): Promise<Stage> {
  const [pair] = await pairsFor(t.title)
  if (pair === undefined) throw new Error('no pair')
  const stage = await createStage(pair, answers, folder)
  t.teardown(stage.dispose)
  await stage.links(alpha)
  return stage
}

async function script(path: string, text: string): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text)
  await chmod(path, 0o755)
  return path
}

/** Installs through a front; what counts is that the witness was there and pip did its work. */
async function installs(t: ExecutionContext, stage: Stage, options = {}): Promise<void> {
  const { code, stdout, stderr } = await stage.pip(INSTALL, options)
  t.is(code, 0, stderr)
  t.regex(stdout, /Successfully installed alpha-1\.0/)
  t.like(
    stage.fake.routes().filter((route) => route !== 'runs/judge'),
    QUIET_ROUTES,
  )
  t.true(stage.fake.judged().some((question) => question.what === 'file'))
}

const PASSING: readonly (readonly string[])[] = [
  [],
  ['--version'],
  ['-V'],
  ['help'],
  ['list'],
  ['list', '--format', 'json'],
  ['freeze'],
  ['show', 'pip'],
  ['check'],
  ['config', 'list'],
  ['cache', 'dir'],
  ['uninstall', '-y', 'nothing-of-this-name'],
]

test('commands that do not fetch run the real pip without a run', async (t) => {
  const stage = await staged(t)
  for (const args of PASSING) {
    const [guarded, bare] = [await stage.pip(args), await stage.bare(args)]
    t.deepEqual([args, guarded.code, guarded.stdout], [args, bare.code, bare.stdout])
  }
  t.deepEqual(stage.fake.routes(), [])
})

const GUARDED: readonly (readonly string[])[] = [
  ['list', '-o'],
  ['list', '-lo'],
  ['list', '--out'],
  ['list', '--uptodate'],
  ['uninstall', '-y', '-r', 'missing.txt'],
  ['uninstall', '--req=missing.txt'],
  ['uninstall', '-yr', 'missing.txt'],
  ['--proxy', 'list', 'install', 'x'],
  ['index', 'versions', 'x'],
  ['download', 'x'],
  ['-v', 'list'],
  ['no-such-command'],
]

test('everything else opens a run, also where a safe word is only somewhere in the line', async (t) => {
  const stage = await staged(t)
  for (const args of GUARDED) {
    const before = stage.fake.calls.length
    await stage.pip(args)
    t.is(stage.fake.calls[before]?.route, 'runs', args.join(' '))
  }
})

test('settings that make a safe command fetch open a run', async (t) => {
  const stage = await staged(t)
  await stage.pip(['list'], { env: { PIP_OUTDATED: '1' } })
  await stage.pip(['uninstall', '-y', 'x'], { env: { PIP_REQUIREMENT: 'missing.txt' } })
  t.is(stage.fake.routes().filter((route) => route === 'runs').length, 2)
})

test('completion passes; its variable alone is no way round the witness', async (t) => {
  const stage = await staged(t)
  const completing = { PIP_AUTO_COMPLETE: '1', COMP_WORDS: 'pip inst', COMP_CWORD: '1' }
  t.is((await stage.pip(INSTALL, { env: completing })).stdout.trim(), 'install')
  t.deepEqual(stage.fake.routes(), [])
  await stage.pip(INSTALL, { env: { PIP_AUTO_COMPLETE: '1' } })
  t.is(stage.fake.routes()[0], 'runs')
})

test('fronts never find themselves: twice on PATH, under two names, through links', async (t) => {
  const stage = await staged(t)
  const copies = join(stage.root, 'copies')
  const links = join(stage.root, 'links')
  await Promise.all([copies, links].map((folder) => mkdir(folder)))
  await cp(join(stage.shims, 'pip'), join(copies, 'pip'))
  await symlink(join(stage.shims, 'pip'), join(links, 'pip'))
  const PATH = [links, stage.shims, copies, stage.shims, stage.venv.bin, '/usr/bin:/bin'].join(delimiter)
  await installs(t, stage, { env: { PATH }, program: join(links, 'pip') })
})

test('folders with spaces, quotes and dollars are kept', async (t) => {
  const stage = await staged(t, {}, `it's "a" $HOME`)
  await throughEnv(stage)
  await installs(t, stage)
})

test('a Python whose path has spaces is found behind the trampoline that distlib writes', async (t) => {
  const stage = await staged(t, {}, 'with space')
  const text = await readFile(join(stage.venv.bin, 'pip'), 'utf8')
  const [, ...rest] = text.split('\n')
  const head = `#!/bin/sh\n'''exec' "${stage.venv.python}" "$0" "$@"\n' '''\n`
  await script(join(stage.venv.bin, 'pip'), head + rest.join('\n'))
  await installs(t, stage)
})

test('the flags of the `#!` line are kept', async (t) => {
  const stage = await staged(t)
  await writePipScripts(stage.venv, '-E')
  await script(join(stage.root, 'planted/json.py'), 'raise SystemExit("the planted module ran")\n')
  await installs(t, stage, { env: { PYTHONPATH: join(stage.root, 'planted') } })
})

test('`#!/usr/bin/env python3` is followed', async (t) => {
  const stage = await staged(t)
  await throughEnv(stage)
  await installs(t, stage)
})

async function throughEnv({ venv }: Stage): Promise<void> {
  const text = await readFile(join(venv.bin, 'pip'), 'utf8')
  await script(join(venv.bin, 'pip'), text.replace(/^.*\n/, '#!/usr/bin/env python3\n'))
}

const MANAGERS = {
  pyenv: (manager: string) =>
    `#!/usr/bin/env bash\nset -e\nprogram="\${0##*/}"\nexec "${manager}" exec "$program" "$@"\n`,
  asdf: (manager: string) =>
    `#!/usr/bin/env bash\n# asdf-plugin: python 3\nexec "${manager}" exec "pip" "$@"\n`,
} as const

for (const [name, shim] of Object.entries(MANAGERS)) {
  test(`a shim of ${name} is resolved by ${name}`, async (t) => {
    const stage = await staged(t)
    const real = join(stage.venv.bin, 'pip')
    const manager = await script(
      join(stage.root, name),
      `#!/bin/sh\n[ "$1 $2" = "which pip" ] && exec echo '${real}'\nexit 9\n`,
    )
    await script(join(stage.root, 'managed/pip'), shim(manager))
    const PATH = [stage.shims, join(stage.root, 'managed'), '/usr/bin:/bin'].join(delimiter)
    await installs(t, stage, { env: { PATH } })
  })
}

test('a wrapper that nobody knows is witnessed by PYTHONPATH', async (t) => {
  const stage = await staged(t)
  await script(join(stage.root, 'odd/pip'), `#!/bin/sh\nexec '${stage.venv.bin}/pip' "$@"\n`)
  const PATH = [stage.shims, join(stage.root, 'odd'), '/usr/bin:/bin'].join(delimiter)
  await installs(t, stage, { env: { PATH } })
})

test('a wrapper whose Python hears nothing installs nothing', async (t) => {
  const stage = await staged(t)
  await script(join(stage.root, 'odd/pip'), `#!/bin/sh\nexec '${stage.venv.python}' -E -m pip "$@"\n`)
  const PATH = [stage.shims, join(stage.root, 'odd'), '/usr/bin:/bin'].join(delimiter)
  const { code, stderr } = await stage.pip(INSTALL, { env: { PATH } })
  t.is(code, 1)
  t.regex(stderr, /TC5006/)
  t.deepEqual(stage.fake.routes(), [])
})

test('without a pip script, a Python that has the module serves', async (t) => {
  const stage = await staged(t)
  const bin = join(stage.root, 'only-python')
  await script(join(bin, 'python3'), `#!/bin/sh\nexec '${stage.venv.python}' "$@"\n`)
  await script(join(stage.work, 'logging.py'), 'raise SystemExit("the planted module ran")\n')
  const tools = await toolsOnly(stage)
  await installs(t, stage, { env: { PATH: [stage.shims, bin, tools].join(delimiter) } })
})

test('neither pip nor a Python that has it: TC5012', async (t) => {
  const stage = await staged(t)
  const { code, stderr } = await stage.pip(['install', 'x'], {
    env: { PATH: [stage.shims, await toolsOnly(stage)].join(delimiter) },
  })
  t.is(code, 127)
  t.regex(stderr, /TC5012/)
})

test('a Python older than 3.8 is refused with words, and the old pip does not run', async (t) => {
  const stage = await staged(t)
  const old = await script(join(stage.root, 'old/python3.6'), '#!/bin/sh\nexec python3 "$OLD_DRIVER" "$@"\n')
  await script(join(stage.root, 'old/pip'), `#!${old}\nprint("the old pip ran")\n`)
  const driver = await script(
    join(stage.root, 'driver.py'),
    'import sys\nsys.version_info = (3, 6, 15, "final", 0)\nsys.argv = sys.argv[1:]\n' +
      'exec(compile(open(sys.argv[0]).read(), sys.argv[0], "exec"), {"__name__": "__main__", "__file__": sys.argv[0]})\n',
  )
  const PATH = [stage.shims, join(stage.root, 'old'), stage.venv.bin, '/usr/bin:/bin'].join(delimiter)
  const { code, stderr, stdout } = await stage.pip(INSTALL, { env: { PATH, OLD_DRIVER: driver } })
  t.is(code, 1)
  t.regex(stderr, /TC5008/)
  t.false(stdout.includes('the old pip ran'))
})

/** A folder with the few programs that a front may call, and no Python. */
async function toolsOnly(stage: Stage): Promise<string> {
  const folder = join(stage.root, 'tools')
  await mkdir(folder, { recursive: true })
  await Promise.all(['sh', 'readlink', 'env'].map((name) => symlink(`/bin/${name}`, join(folder, name))))
  return folder
}
