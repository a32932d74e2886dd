import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  buildProject,
  makeBuildLock,
  MAX_LOCK_BYTES,
  parseBuildLock,
  writeBuildLock,
  type BuildLock,
  type BuildWorld,
  type RunProgram,
} from '../../../src/publish/build/index.ts'
import { parseProjectName } from '../../../src/python/index.ts'
import { digest, EMPTY_LOCK, NOW, plantProject, type Planted } from './planted-project.ts'

const project = parseProjectName('setuptools')
if (project === null) throw new Error('no name')
const LOCK: BuildLock = {
  ...EMPTY_LOCK,
  requires: ['setuptools >= 61'],
  dynamic: { sdist: ['cython'], wheel: ['cython', 'ninja; sys_platform == "linux"'] },
  wheels: [
    {
      project,
      version: '80.9.0',
      filename: 'setuptools-80.9.0-py3-none-any.whl',
      url: 'https://packages.example/setuptools-80.9.0-py3-none-any.whl',
      sha256: digest('a'),
    },
  ],
}

test('a lock is read as it was written', (t) => {
  t.deepEqual(parseBuildLock(writeBuildLock(LOCK)), LOCK)
  t.deepEqual(parseBuildLock(writeBuildLock(EMPTY_LOCK)), EMPTY_LOCK)
})

const TEXT = writeBuildLock(LOCK)
const WRONG: readonly (readonly [string, string])[] = [
  ['another version', TEXT.replace('lock-version = "1.0"', 'lock-version = "2.0"')],
  ['another tool’s', TEXT.replaceAll('pip-trust', 'other')],
  ['a weak digest', TEXT.replace('a'.repeat(64), 'a'.repeat(32))],
  ['a digest in capitals', TEXT.replace('a'.repeat(64), 'A'.repeat(64))],
  ['a wheel of another project', TEXT.replace('name = "setuptools-80', 'name = "evil-80')],
  ['a name that leads out', TEXT.replace('name = "setuptools-80', 'name = "../setuptools-80')],
  ['a version that is an option', TEXT.replace('version = "80.9.0"', 'version = "1 --index-url=x"')],
  ['a line in a text', TEXT.replace('\npython = "', '\npython = "\\n')],
  ['requirements that are numbers', TEXT.replace('[ "cython" ]', '[ 1 ]')],
  ['no date', TEXT.replace(/as-of = "[^"]+"/, 'as-of = "yesterday"')],
  ['no packages', TEXT.replace(/\[\[packages\]\][^]*?\[tool/, '[tool')],
  ['no TOML', 'lock-version ='],
]

for (const [what, text] of WRONG) {
  test(`no lock: ${what}`, (t) => {
    t.not(text, TEXT)
    t.throws(() => parseBuildLock(text), { code: 'lock' })
  })
}

test('a lock’s size holds at its edge', (t) => {
  const padding = `#${' '.repeat(MAX_LOCK_BYTES - Buffer.byteLength(TEXT) - 2)}\n`
  t.deepEqual(parseBuildLock(padding + TEXT), LOCK)
  t.throws(() => parseBuildLock(` ${padding}${TEXT}`), { code: 'lock' })
})

test('a project that needs nothing has a lock that names nothing', async (t) => {
  const { world, request } = await plantProject(t)
  const lock = await makeBuildLock({ ...request, python: null, asOf: NOW }, world)
  t.like(lock, { asOf: '2026-09-21T14:13:20Z', requires: [], wheels: [], dynamic: { sdist: [], wheel: [] } })
  await t.notThrowsAsync(buildProject({ ...request, lockText: writeBuildLock(lock) }, 'once', world))
})

/** A project with that lock, on a machine whose pip is planted. */
async function withPip(
  t: ExecutionContext,
  pip: RunProgram,
): Promise<Planted & { readonly build: () => Promise<unknown> }> {
  const planted = await plantProject(t)
  const run: RunProgram = (program, args, options) =>
    args.includes('download') || args.includes('--report')
      ? pip(program, args, options)
      : planted.world.run(program, args, options)
  await planted.write(
    'pyproject.toml',
    '[build-system]\nrequires = ["setuptools >= 61"]\nbuild-backend = "backend"\n',
  )
  await planted.write('build.lock', writeBuildLock({ ...LOCK, dynamic: { sdist: [], wheel: [] } }))
  planted.commit()
  const world: BuildWorld = { ...planted.world, run }
  return { ...planted, world, build: () => buildProject(planted.request, 'once', world) }
}

const ended = (code: number, output = ''): ReturnType<RunProgram> =>
  Promise.resolve({ code, stdout: '', output, isTimeUp: false })

test('tools with other bytes, none, or others than the lock names', async (t) => {
  const mismatch = await withPip(t, () =>
    ended(1, 'ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.'),
  )
  await t.throwsAsync(mismatch.build(), { code: 'digest' })
  const away = await withPip(t, () => ended(1, 'ERROR: No matching distribution found for pip==26.3'))
  await t.throwsAsync(away.build(), { code: 'unavailable' })
  const other = await withPip(t, async (_program, args) => {
    await writeFile(join(args[args.indexOf('--dest') + 1] ?? '', 'pip-26.3-py3-none-any.whl'), 'other bytes')
    return await ended(0)
  })
  await t.throwsAsync(other.build(), { code: 'digest' })
})

test('pip is asked by name and digest, and is not left a choice', async (t) => {
  const asked: (readonly string[])[] = []
  const { build } = await withPip(t, (_program, args) => {
    asked.push(args)
    return ended(1)
  })
  await t.throwsAsync(build())
  for (const word of ['--require-hashes', '--no-deps', ':all:']) t.true(asked[0]?.includes(word))
})

test('pip that finds no tools of that day', async (t) => {
  const { request, world } = await withPip(t, (_program, args) => ended(args.includes('download') ? 1 : 0))
  await t.throwsAsync(makeBuildLock({ ...request, python: null, asOf: NOW }, world), { code: 'unavailable' })
})
