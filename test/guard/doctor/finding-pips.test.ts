import { chmod, chown, mkdir, readFile, symlink, writeFile } from 'node:fs/promises'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import test from 'ava'
import { environmentsBelow, MAX_DEPTH } from '../../../src/guard/doctor/find/environments-below.ts'
import { findPips } from '../../../src/guard/doctor/find/find-pips.ts'
import { isFront } from '../../../src/guard/doctor/find/front.ts'
import { pythonPlaces } from '../../../src/guard/doctor/find/python-places.ts'
import { trustedProgram } from '../../../src/guard/doctor/find/trusted-program.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'

const uid = process.getuid?.() ?? 0
const NOBODY = 65_534

async function plant(path: string, text = '', mode = 0o755): Promise<string> {
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, text, { mode })
  return path
}

/** A program that answers as a Python of that prefix does, and leaves a mark that it ran. */
function python(prefix: string, more: object = {}): string {
  const facts = { executable: '', version: '3.12.1', prefix, isEnvironment: true, pip: '25.3', ...more }
  return `#!/bin/sh\n: >"$0.ran"\necho '${JSON.stringify(facts)}'\n`
}

test('Pythons are looked for in every place where a person has them', async (t) => {
  const home = await temporaryFolder(t)
  const at = (name: string): string => join(home, name)
  const pythons = [
    ['path', 'onpath/python3.12'],
    ['pyenv', '.pyenv/versions/3.11.7/bin/python'],
    ['conda', 'miniforge3/envs/science/bin/python'],
    ['conda', 'elsewhere/bin/python'],
    ['pipx', '.local/share/pipx/venvs/black/bin/python'],
    ['pipx', '.local/pipx/venvs/black/bin/python'],
    ['uv-tool', '.local/share/uv/tools/ruff/bin/python'],
    ['uv-python', '.local/share/uv/python/cpython-3.13/bin/python'],
    ['poetry', '.cache/pypoetry/virtualenvs/shop-py3.12/bin/python'],
    ['environment', 'project/.venv/bin/python'],
    ['environment', '.virtualenvs/old/bin/python'],
  ] as const
  for (const [, path] of pythons) await plant(at(path))
  for (const path of ['project/.venv', '.virtualenvs/old']) await plant(at(`${path}/pyvenv.cfg`))
  await plant(at('.conda/environments.txt'), `${at('elsewhere')}\nrelative\n`)
  await plant(at('onpath/pythonw'))
  const world = { env: { PATH: `${at('onpath')}:relative::` }, home, cwd: at('project') }
  const found = await pythonPlaces([], world)
  for (const [by, path] of pythons) {
    t.true(
      found.some((place) => place.by === by && place.path === at(path)),
      `${by} ${path}`,
    )
  }
  t.false(found.some(({ path }) => path.endsWith('pythonw') || !path.startsWith('/')))
  const below = await pythonPlaces(['.'], { ...world, env: {} })
  t.true(below.some(({ path }) => path === at('project/.venv/bin/python')))
  t.false(below.some(({ path }) => path.includes('.virtualenvs')))
})

test('of pyenv’s shims only those of the chosen version are asked', async (t) => {
  const home = await temporaryFolder(t)
  const shims = join(home, '.pyenv/shims')
  for (const name of ['python', 'python3', 'python3.8']) await plant(join(shims, name))
  const found = await pythonPlaces([home], { env: { PATH: shims }, home, cwd: home })
  const names = found.filter(({ by }) => by === 'path').map(({ path }) => path)
  t.deepEqual(names, [join(shims, 'python'), join(shims, 'python3')])
})

test('environments are found down to a depth, past links and folders that hold none, and within a limit', async (t) => {
  const root = await temporaryFolder(t)
  const deep = (depth: number): string => join(root, ...Array.from({ length: depth }, (_, at) => `d${at}`))
  const cfg = async (folder: string): Promise<string> => dirname(await plant(join(folder, 'pyvenv.cfg')))
  const within = await cfg(join(deep(MAX_DEPTH - 1), 'env'))
  await cfg(join(deep(MAX_DEPTH), 'env'))
  await cfg(join(root, 'node_modules', 'env'))
  await cfg(join(within, 'inner'))
  const elsewhere = await temporaryFolder(t)
  await cfg(elsewhere)
  await symlink(elsewhere, join(root, 'link'))
  t.deepEqual(await environmentsBelow([root]), [within])
  t.deepEqual(await environmentsBelow([within]), [within])
  const small = await temporaryFolder(t)
  const only = await cfg(join(small, 'env'))
  t.deepEqual(await environmentsBelow([small], { maxFolders: 1 }), [])
  t.deepEqual(await environmentsBelow([small], { maxFolders: 2 }), [only])
  t.deepEqual(await environmentsBelow([join(root, 'no-such')]), [])
})

test('programs that others may change are not trusted', async (t) => {
  const folder = await temporaryFolder(t)
  const program = await plant(join(folder, 'bin/python'), '#!/bin/sh\n')
  t.like(trustedProgram(program, uid), { kind: 'program' })
  await chmod(program, 0o757)
  t.like(trustedProgram(program, uid), { kind: 'foreign' })
  await chmod(program, 0o755)
  await chmod(dirname(program), 0o777)
  t.like(trustedProgram(program, uid), { kind: 'foreign' })
  await chmod(dirname(program), 0o755)
  const link = join(folder, 'link')
  await symlink(await plant(join(folder, 'open/python'), '', 0o777), link)
  await chmod(join(folder, 'open/python'), 0o777)
  t.like(trustedProgram(link, uid), { kind: 'foreign' })
  t.like(trustedProgram(join(folder, 'none'), uid), { kind: 'none' })
  t.like(trustedProgram(dirname(program), uid), { kind: 'none' })
  if (uid !== 0) return
  await chown(program, NOBODY, NOBODY)
  t.like(trustedProgram(program, uid), { kind: 'foreign' })
  t.like(trustedProgram(program, NOBODY), { kind: 'program' })
})

test('each Python is one, by whatever names; those of others are told and not run', async (t) => {
  const home = await temporaryFolder(t)
  const at = (name: string): string => join(home, name)
  const first = await plant(at('a/python3'), python('/one'))
  await symlink(first, at('a/python'))
  await plant(at('b/python3'), python('/one'))
  await plant(at('b/python3.9'), python('/none', { pip: null }))
  await plant(at('b/python3.8'), '#!/bin/sh\nexit 3\n')
  await plant(at('b/python3.7'), '#!/bin/sh\necho "[1]"\n')
  const open = await plant(at('b/python3.6'), python('/evil'))
  await chmod(open, 0o777)
  await plant(at('b/pip'), '#!/bin/sh\n')
  await plant(at('b/pip3'), '#!/bin/sh\n# pip-trust front: as it knows others\n')
  await plant(at('b/uv'), '#!/bin/sh\n')
  const world = { env: { PATH: `${at('a')}:${at('b')}` }, home, cwd: home, uid, cores: 2 }
  const found = await findPips([at('none')], world)
  t.deepEqual(
    found.pips.map(({ name, by, reached, foreign }) => [
      name.replace(home, '~'),
      by,
      reached,
      foreign !== null,
    ]),
    [
      ['pip', 'typed', [], false],
      ['pip3', 'typed', ['shim'], false],
      ['~/a/python -m pip', 'path', [], false],
      ['uv pip', 'uv', [], false],
      ['~/b/python3.6 -m pip', 'path', [], true],
    ],
  )
  t.false(existsSync(`${open}.ran`), 'what others may change is not run')
  t.true(existsSync(`${at('b/python3.9')}.ran`))
  t.deepEqual(found.withoutPip, [at('b/python3.9')])
  t.deepEqual(found.silent.toSorted(), [at('b/python3.7'), at('b/python3.8')])
})

test('a witness and a guard’s proxy are seen', async (t) => {
  const home = await temporaryFolder(t)
  const prefix = join(home, 'env')
  await plant(join(home, 'bin/python3'), python(prefix, { witness: '/opt/pip-trust/shim' }))
  const world = { env: { PATH: join(home, 'bin') }, home, cwd: home, uid, cores: 1 }
  const reached = async (env: NodeJS.ProcessEnv = {}) =>
    (await findPips(['none'], { ...world, env: { ...world.env, ...env } })).pips[0]?.reached
  t.deepEqual(await reached(), ['witness'])
  const own = join(home, '.config/pip/pip.conf')
  await plant(own, '[global]\nproxy = http://proxy.example:8080\n')
  t.deepEqual(await reached(), ['witness'])
  await plant(own, '[global]\nproxy = http://run:token@127.0.0.1:4711\n')
  t.deepEqual(await reached(), ['witness', 'pip-conf'])
  t.deepEqual(await reached({ PIP_CONFIG_FILE: '/dev/null' }), ['witness'])
})

test('a front is known by its second line', async (t) => {
  const folder = await temporaryFolder(t)
  const shim = await readFile(join(import.meta.dirname, '../../../shim/pip'))
  const front = join(folder, 'pip')
  await writeFile(front, shim)
  t.true(isFront(front))
  t.false(isFront(await plant(join(folder, 'other'), '#!/bin/sh\necho "# pip-trust front:"\n')))
  t.false(isFront(join(folder, 'none')))
})
