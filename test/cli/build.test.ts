import { existsSync } from 'node:fs'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { parseBuildLock, writeBuildLock } from '../../src/publish/build/index.ts'
import { EMPTY_LOCK, NOW, plantProject, type Planted } from '../publish/build/planted-project.ts'
import { scratch, type Scratch } from './trustctl.ts'

async function planted(t: ExecutionContext, plan: string | null = null): Promise<Planted & Scratch> {
  const project = await plantProject(t, plan)
  const env = {
    PATH: process.env['PATH'],
    HOME: project.folder,
    TMPDIR: project.folder,
    PIP_TRUST_HOME: project.folder,
  }
  return {
    ...project,
    ...(await scratch(t, { cwd: project.project, env, now: () => NOW })),
    folder: project.folder,
  }
}

test('trustctl build: files and their records in dist, told as text and as JSON', async (t) => {
  const { call, json, out } = await planted(t)
  const { code, value } = await json('build', '--vary')
  t.is(code, 0)
  t.like(value, {
    folder: out,
    record: 'acme_pay-1.0.buildinfo.json',
    provenance: 'acme_pay-1.0.slsa.json',
    repeated: { identical: true, differing: [] },
  })
  t.is((await readdir(out)).length, 4)
  const wheel = await readFile(join(out, 'acme_pay-1.0-py3-none-any.whl'))
  const again = await call('build', '--only', 'wheel', '--out', 'elsewhere')
  t.is(again.code, 0)
  t.deepEqual(await readFile(join(out, '..', 'elsewhere', 'acme_pay-1.0-py3-none-any.whl')), wheel)
  t.regex(again.out, /acme_pay-1\.0-py3-none-any\.whl {2}sha256 [0-9a-f]{64}/)
})

test('a build that differs is 21, names the file, and writes nothing', async (t) => {
  const plan = 'import os\nresult = os.urandom(8).hex() if hook == "wheel" else None\n'
  const { json, out } = await planted(t, plan)
  const { code, value } = await json('build', '--twice')
  t.is(code, 21)
  t.like(value, { folder: null, record: null, repeated: { identical: false } })
  t.like(value, { repeated: { differing: ['acme_pay-1.0-py3-none-any.whl'] } })
  t.false(existsSync(out))
})

test('errors have a code and an exit code', async (t) => {
  const { call, json, git, write, commit, out } = await planted(t)
  git('tag', 'v1.0')
  await write('acme_pay.py', 'PAID = 1\n')
  const dirty = await json('build')
  t.is(dirty.code, 2)
  t.like(dirty.value, { error: { code: 'dirty' } })
  commit()
  const moved = await json('build', '--tag', 'v1.0')
  t.is(moved.code, 21)
  t.like(moved.value, { error: { code: 'moved-tag' } })
  for (const wrong of [
    ['--only', 'egg'],
    ['--epoch', 'now'],
    ['--env', 'novalue'],
    ['--config-setting', '=x'],
  ])
    t.is((await call('build', ...wrong)).code, 2, wrong.join(' '))
  t.false(existsSync(out))
})

test('trustctl build lock, as often as you like, and the build that takes it', async (t) => {
  const { call, json, project, commit } = await planted(t)
  t.is((await call('build', 'lock', '--as-of', '2025-06-01')).code, 0)
  t.is(
    await readFile(join(project, 'build.lock'), 'utf8'),
    writeBuildLock(EMPTY_LOCK).replace(/sha256 = "0+"/, ownPip),
  )
  const { code, value } = await json('build', 'lock')
  t.is(code, 0)
  t.like(value, { asOf: '2026-09-21T14:13:20Z', packages: [] })
  t.is(parseBuildLock(await readFile(join(project, 'build.lock'), 'utf8')).asOf, '2026-09-21T14:13:20Z')
  t.is((await call('build')).code, 2, 'the new lock is in no commit yet')
  commit()
  t.is((await call('build')).code, 0)
  t.is((await call('build', 'lock', '--as-of', 'tomorrow')).code, 2)
})

const ownPip = 'sha256 = "f3b60b20ffaadd4415ed7957212a38ac63fa4c5fa375bd0f4a797777940fad13"'
