import { existsSync } from 'node:fs'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test from 'ava'
import { unpackWheel } from '../../../src/artifact/index.ts'
import { sha256Of } from '../../../src/encoding/index.ts'
import {
  buildProject,
  parseBuildRecord,
  placeBuild,
  writeBuildLock,
  type BuildWorld,
  type Built,
} from '../../../src/publish/build/index.ts'
import { COMMITTED, EMPTY_LOCK, plantProject, requestFor } from './planted-project.ts'

const digests = (built: Pick<Built, 'files'>): readonly string[] => built.files.map(({ sha256 }) => sha256)

test('a commit becomes an sdist and a wheel of one time, and a record that names all of it', async (t) => {
  const { world, request, git } = await plantProject(t)
  const { files, record, repeated } = await buildProject(request, 'once', world)
  t.deepEqual(
    files.map(({ filename }) => filename),
    ['acme_pay-1.0.tar.gz', 'acme_pay-1.0-py3-none-any.whl'],
  )
  const members = await unpackWheel(files[1]?.bytes ?? Buffer.alloc(0))
  t.deepEqual(new Set(members.map(({ mtime }) => mtime)), new Set([COMMITTED]))
  t.is(repeated, null)
  t.deepEqual(record.source, {
    kind: 'git',
    remote: null,
    commit: git('rev-parse', 'HEAD'),
    tag: null,
    subfolder: '.',
  })
  t.is(record.epochSeconds, COMMITTED)
  t.is(record.lock, writeBuildLock(EMPTY_LOCK))
  t.deepEqual(
    record.outputs.map(({ sha256 }) => sha256),
    digests({ files }),
  )
  t.true(record.outputs.every(({ rawSha256, sha256 }) => rawSha256 !== sha256))
  t.is(record.environment['SOURCE_DATE_EPOCH'], String(COMMITTED))
  t.true(record.tools.some(({ name }) => name === 'git'))
})

test('built again with everything varied: the same bytes, though the back-end is careless', async (t) => {
  const { world, request } = await plantProject(t)
  const { repeated } = await buildProject(request, 'varied', world)
  t.true(repeated?.identical)
  for (const what of ['path', 'home', 'time zone', 'locale', 'umask', 'hash seed'])
    t.true(repeated?.varied.includes(what))
  const left = (await readdir(world.temporary)).filter((name) => name !== 'project')
  t.deepEqual(left, [])
})

test('every kind of isolation that there is gives the same bytes', async (t) => {
  const { world, request } = await plantProject(t)
  const best = await buildProject(request, 'once', world)
  const without = (...names: readonly string[]): BuildWorld => ({
    ...world,
    run: (program, args, options) =>
      names.some((name) => program === name)
        ? Promise.resolve({ code: null, stdout: '', output: 'not there', isTimeUp: false })
        : world.run(program, args, options),
  })
  const second = await buildProject(request, 'once', without('bwrap'))
  t.not(second.record.isolation.kind, 'bubblewrap')
  t.deepEqual(digests(second), digests(best))
  const last = await buildProject(request, 'once', without('bwrap', 'unshare'))
  t.is(last.record.isolation.kind, 'folders')
  t.is(last.record.isolation.network, 'open')
  t.deepEqual(digests(last), digests(best))
})

test('a difference is found, and which file has it', async (t) => {
  const plan = 'import os\nresult = os.urandom(8).hex() if hook == "wheel" else None\n'
  const { world, request } = await plantProject(t, plan)
  const { files, repeated, record } = await buildProject(request, 'twice', world)
  t.false(repeated?.identical)
  t.false(record.repeated?.identical)
  t.is(repeated?.files[0]?.sha256, files[0]?.sha256)
  t.not(repeated?.files[1]?.sha256, files[1]?.sha256)
})

test('the build sees none of the person’s variables, files or users but what is named', async (t) => {
  const plan = [
    'import getpass, os, socket',
    'secret = os.path.exists(os.environ.get("WHERE", "/nowhere"))',
    'result = repr([os.environ.get("TOKEN"), secret, getpass.getuser(), os.getcwd(), os.environ["NAMED"]])',
    'result = result if hook == "wheel" else None',
  ].join('\n')
  const { world, request, folder } = await plantProject(t, plan)
  await writeFile(join(folder, 'secret'), 'secret')
  const variables = { NAMED: 'yes', WHERE: join(folder, 'secret') }
  const env = { ...world.env, TOKEN: 'secret' }
  const { files, record } = await buildProject({ ...request, variables }, 'once', { ...world, env })
  const extra = (await unpackWheel(files[1]?.bytes ?? Buffer.alloc(0))).find(
    ({ name }) => name === 'extra.txt',
  )
  const seen = Buffer.from(extra?.content ?? []).toString()
  t.is(
    seen,
    `[None, ${record.isolation.kind === 'folders' ? 'True' : 'False'}, 'build', '/tmp/pip-trust-build/source', 'yes']`,
  )
  t.deepEqual(record.variables, variables)
})

test('a source distribution’s wheel, with settings, is that of the commit’s own sdist', async (t) => {
  const { world, request, folder } = await plantProject(t)
  const settings = { level: '3' }
  const first = await buildProject({ ...request, settings }, 'once', world)
  const path = join(folder, 'acme_pay-1.0.tar.gz')
  await writeFile(path, first.files[0]?.bytes ?? '')
  const lockText = writeBuildLock(EMPTY_LOCK)
  const again = await buildProject(
    { ...requestFor(path), settings, lockText, outputs: ['wheel'] },
    'once',
    world,
  )
  t.deepEqual(digests(again), digests(first).slice(1))
  const sha256 = sha256Of(first.files[0]?.bytes ?? Buffer.alloc(0))
  t.deepEqual(again.record.source, { kind: 'sdist', filename: 'acme_pay-1.0.tar.gz', sha256 })
  t.is(again.record.epochSeconds, COMMITTED)
})

test('a project in a subfolder of its repository', async (t) => {
  const { world, project, request, git, commit } = await plantProject(t)
  await mkdir(join(project, 'packages', 'pay'), { recursive: true })
  for (const name of ['pyproject.toml', 'backend.py', 'acme_pay.py', 'build.lock'])
    git('mv', name, `packages/pay/${name}`)
  commit()
  const path = join(project, 'packages', 'pay')
  const { record } = await buildProject({ ...request, source: { ...request.source, path } }, 'once', world)
  t.is(record.source.kind === 'git' ? record.source.subfolder : '', 'packages/pay')
})

test('the files are placed together with a record that can be read again, and its statement', async (t) => {
  const { world, request, out } = await plantProject(t)
  const built = await buildProject(request, 'once', world)
  const placed = await placeBuild(built, out)
  t.deepEqual((await readdir(out)).toSorted(), [
    'acme_pay-1.0-py3-none-any.whl',
    'acme_pay-1.0.buildinfo.json',
    'acme_pay-1.0.slsa.json',
    'acme_pay-1.0.tar.gz',
  ])
  const record = await readFile(join(out, placed.record))
  t.deepEqual(parseBuildRecord(record), built.record)
  const statement = JSON.parse(await readFile(join(out, placed.provenance), 'utf8'))
  t.like(statement, {
    _type: 'https://in-toto.io/Statement/v1',
    predicateType: 'https://slsa.dev/provenance/v1',
    subject: built.files.map(({ filename, sha256 }) => ({ name: filename, digest: { sha256 } })),
  })
  t.is(statement.predicate.runDetails.byproducts[0].digest.sha256, sha256Of(record))
  t.throws(() => parseBuildRecord(Buffer.from('{}')), { code: 'source' })
  t.true(existsSync(join(out, 'acme_pay-1.0.tar.gz')))
  t.is(
    (await buildProject(request, 'once', world)).files[0]?.sha256,
    built.files[0]?.sha256,
    'outputs make no tree dirty',
  )
})
