import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import type { GuardWorld } from '../../src/guard/index.ts'
import {
  isWitnessed,
  probePython,
  ProtectError,
  protectionOf,
  protectPython,
  unprotectPython,
} from '../../src/guard/index.ts'
import { runCommand } from '../e2e/harness/index.ts'
import { guardTestWorld } from './guard-test-world.ts'

/** Runs real programs. */
const run: GuardWorld['run'] = async (program, args, env) => {
  const variables = Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
  return runCommand(program, args, { cwd: '/', env: variables })
}

/** An environment whose pip is a stand-in with pip's own module names. */
async function environment(world: GuardWorld): Promise<{ folder: string; python: string; site: string }> {
  const folder = join(world.home, 'an env')
  await run('python3', ['-m', 'venv', '--without-pip', folder], { PATH: process.env['PATH'] })
  const python = join(folder, 'bin/python')
  const { stdout } = await run(
    python,
    ['-c', 'import sysconfig; print(sysconfig.get_paths()["purelib"])'],
    {},
  )
  const site = stdout.trim()
  await mkdir(join(site, 'pip/_internal/cli'), { recursive: true })
  for (const path of ['pip/__init__.py', 'pip/_internal/__init__.py', 'pip/_internal/cli/__init__.py'])
    await writeFile(join(site, path), '')
  await writeFile(join(site, 'pip/_internal/cli/main.py'), 'print("pip ran")\n')
  await writeFile(join(site, 'pip/__main__.py'), 'import pip._internal.cli.main\n')
  return { folder, python, site }
}

test('the witness is put in once, told of, and taken out without a trace', async (t) => {
  const world = await guardTestWorld(t, { run })
  const { folder, python, site } = await environment(world)
  const before = await readdir(site)
  const done = await protectPython(folder, '/', world)
  t.like(done, { python, folder: site, kind: 'environment', changed: true, notices: [] })
  t.like(await protectPython(python, '/', world), { changed: false })
  t.deepEqual(await isWitnessed(python, world), { always: true, usually: true })
  t.like(await probePython(python, true, world), { isEnvironment: true, siteFolders: [site] })
  t.like(await protectionOf(world), { guard: null, pythons: [{ folder: site, inForce: true }] })
  await writeFile(join(site, '_pip_trust_guard.py'), '')
  t.like(await protectionOf(world), { pythons: [{ folder: site, inForce: false }] })
  t.like(await protectPython(folder, '/', world), { changed: true })
  t.like(await unprotectPython(folder, '/', world), { removed: true })
  const after = (await readdir(site)).filter((name) => name !== '__pycache__')
  t.deepEqual(after, before)
  t.deepEqual((await protectionOf(world)).pythons, [])
})

test('where pip-trust is gone, pip ends with words and every other program runs on', async (t) => {
  const world = await guardTestWorld(t, { run })
  const { folder, python, site } = await environment(world)
  await protectPython(folder, '/', world)
  const module = join(site, '_pip_trust_guard.py')
  await writeFile(module, (await readFile(module, 'utf8')).replace(/^SHIM = .*$/m, 'SHIM = "/gone/shim"'))
  for (const flags of [[], ['-I'], ['-E']]) {
    const pip = await run(python, [...flags, '-m', 'pip', 'install', 'x'], {})
    t.is(pip.code, 1)
    t.true(pip.stderr.includes('TC5002') && pip.stderr.includes(`rm '${module}'`), pip.stderr)
    t.false(pip.stdout.includes('pip ran'))
    const other = await run(python, [...flags, '-c', 'import json; print("ran")'], {})
    t.deepEqual([other.code, other.stdout, other.stderr], [0, 'ran\n', ''])
  }
})

test('a witness that can’t start ends pip', async (t) => {
  const world = await guardTestWorld(t, { run })
  const { folder, python } = await environment(world)
  await protectPython(folder, '/', world)
  const nowhere = { PIP_TRUST_HOME: '/proc/nowhere' }
  const pip = await run(python, ['-m', 'pip', 'install', 'x'], nowhere)
  t.is(pip.code, 1)
  t.false(pip.stdout.includes('pip ran'))
  t.regex(pip.stderr, /pip-trust: TC500\d/)
})

test('what can’t be protected is said by kind, and nothing is written', async (t) => {
  const facts = (changes: object, site: string): GuardWorld['run'] => {
    const found = {
      executable: '/p',
      version: [3, 12],
      prefix: '/p',
      isEnvironment: true,
      siteFolders: [site],
      userSite: null,
      isExternallyManaged: false,
      isConda: false,
      guardedBy: null,
      ...changes,
    }
    return async () => ({ code: 0, stdout: JSON.stringify(found), stderr: '' })
  }
  const world = await guardTestWorld(t)
  const site = join(world.home, 'site')
  const python = join(world.home, 'python')
  await mkdir(site)
  await writeFile(python, '', { mode: 0o755 })
  const fails = async (changes: object, code: string, more: Partial<GuardWorld> = {}): Promise<void> => {
    const at = { ...world, run: facts(changes, site), ...more }
    await t.throwsAsync(protectPython(python, '/', at), { code })
    t.deepEqual(await readdir(site), [])
  }
  await fails({ version: [3, 7] }, 'python')
  await fails({ version: [2, 7] }, 'python')
  await fails({ isExternallyManaged: true }, 'foreign')
  await fails({ siteFolders: [] }, 'ineffective')
  await fails({}, 'ineffective')
  await fails({}, 'foreign', { uid: 12_345 })
  await fails({ siteFolders: [join(site, 'gone')] }, 'read-only')
  await fails({}, 'python', { run: async () => ({ code: 1, stdout: '', stderr: '' }) })
  await t.throwsAsync(protectPython('/nowhere', '/', world), { instanceOf: ProtectError, code: 'python' })
  const conda = facts({ isConda: true, guardedBy: '/shim' }, site)
  t.is((await protectPython(python, '/', { ...world, run: conda })).notices.length, 1)
})
