import { mkdir, mkdtemp, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  changedTimestamp,
  type Distribution,
  junkTail,
  makeSdist,
  makeWheel,
  sha256Hex,
  startIndex,
} from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun, type GuardedWorld } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const sdist = makeSdist({ project: 'plain', version: '2.0' })
const built = makeWheel({ project: 'plain', version: '2.0' })

interface Scene {
  readonly folder: string
  readonly world: GuardedWorld
  readonly run: GuardedRun
  readonly base: string
  /** Writes a file and asks for it as the witness does. */
  readonly ask: (file: Distribution, place: string) => ReturnType<GuardedRun['judge']>
}

async function scene(t: ExecutionContext, argv: readonly string[] = []): Promise<Scene> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'witnessed-')))
  const projects = [
    { name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] },
    { name: 'plain', files: [{ filename: sdist.filename, bytes: sdist.bytes, sha256: 'none' }] },
  ]
  const extras = {
    '/r.txt': {
      contentType: 'text/plain',
      body: `good @ file://${folder}/${wheel.filename}\n${folder}/tree\n`,
    },
  }
  const index = await startIndex({ api: '1.4', projects, extras })
  t.teardown(() => Promise.all([index.close(), rm(folder, { recursive: true, force: true })]))
  const world = await guardedWorld(t)
  const run = await world.open({ cwd: folder, argv: ['install', '-i', index.indexUrl, ...argv] })
  await run.hello()
  const ask: Scene['ask'] = async (file, place) => {
    const path = join(folder, file.filename)
    await writeFile(path, file.bytes)
    return run.judge({ what: 'file', path, sha256: sha256Hex(file.bytes), size: file.bytes.length, place })
  }
  return { folder, world, run, base: index.base, ask }
}

test('what came through the proxy is answered without a second question', async (t) => {
  const { world, run, base, ask } = await scene(t)
  await run.get(`${base}/simple/good/`, { headers: { accept: 'text/html' } })
  await run.get(`${base}/files/${wheel.filename}`)
  t.like(await ask(wheel, 'download'), { decision: 'allow', code: 'TC0000' })
  t.is(world.daemon.asked.length, 1)
})

test("a file from pip's cache is held to the digest of its index", async (t) => {
  const { world, ask, base } = await scene(t)
  t.is((await ask(wheel, 'download')).decision, 'allow')
  t.like(world.daemon.asked[0]?.artifact, {
    channel: 'cache',
    index: { url: `${base}/simple/`, insecure: false },
  })
  t.deepEqual(
    world.daemon.asked[0]?.claimed.map(({ sha256 }) => String(sha256)),
    [sha256Hex(wheel.bytes)],
  )
  t.is(world.daemon.asked[0]?.offer, 'none')
  t.is((await ask(changedTimestamp(wheel), 'download')).code, 'TC1002')
})

test('a malformed archive is refused before anybody is asked', async (t) => {
  const { world, ask } = await scene(t)
  t.is((await ask(junkTail(sdist), 'local')).code, 'TC1013')
  t.is(
    (await ask({ ...sdist, filename: 'x.tar.gz', bytes: Buffer.from('no archive') }, 'local')).decision,
    'block',
  )
  t.is(world.daemon.asked.length, 0)
})

test('a cached wheel is asked about as such', async (t) => {
  const { world, ask } = await scene(t)
  world.daemon.answer = () => ({ decision: 'block', code: 'TC1012' })
  t.is((await ask(built, 'wheel-cache')).code, 'TC1012')
  t.like(world.daemon.asked[0], { derivedFrom: null, artifact: { channel: 'wheel-cache' } })
})

test('a wheel that was built names the judged source of its release, else the judged tree', async (t) => {
  const { world, run, folder, ask } = await scene(t)
  await ask(sdist, 'download')
  await ask(built, 'built')
  t.like(world.daemon.asked.at(-1), { derivedFrom: sha256Hex(sdist.bytes), artifact: { channel: 'derived' } })
  await run.judge({ what: 'directory', location: join(folder, 'tree'), revision: null })
  await ask(wheel, 'built')
  t.is(world.daemon.asked.at(-1)?.derivedFrom, join(folder, 'tree'))
})

test('a refused source is none to derive from', async (t) => {
  const { world, ask } = await scene(t)
  world.daemon.answer = ({ artifact }) => ({ decision: artifact.kind === 'sdist' ? 'block' : 'allow' })
  await ask(sdist, 'download')
  await ask(built, 'built')
  t.is(world.daemon.asked.at(-1)?.derivedFrom, null)
})

test('evidence beside a local file is read', async (t) => {
  const { world, folder, ask } = await scene(t)
  await writeFile(join(folder, `${wheel.filename}.asc`), 'signature')
  await writeFile(join(folder, `${wheel.filename}.provenance`), '{}')
  for (const suffix of ['minisig', 'dsse.json', 'rebuild.json'])
    await writeFile(join(folder, `${wheel.filename}.${suffix}`), '{}')
  await ask(wheel, 'local')
  t.deepEqual(
    world.daemon.asked[0]?.evidence.map(({ kind, origin }) => [kind, origin.via]),
    [
      ['openpgp-signature', 'beside'],
      ['minisign-signature', 'beside'],
      ['pep740-provenance', 'beside'],
      ['dsse-envelope', 'beside'],
      ['rebuild-statement', 'beside'],
    ],
  )
  t.like(world.daemon.asked[0], { offer: 'not-asked', artifact: { channel: 'file', namedByUser: true } })
})

test('a local file that only a remote text names is not named by the person', async (t) => {
  const { world, run, base, folder, ask } = await scene(t)
  await run.get(`${base}/r.txt`)
  await writeFile(join(folder, wheel.filename), wheel.bytes)
  await ask(wheel, 'local')
  t.is(world.daemon.asked[0]?.artifact.namedByUser, false)
  await mkdir(join(folder, 'tree'))
  await run.judge({ what: 'directory', location: join(folder, 'tree'), revision: null })
  t.is(world.daemon.asked[1]?.artifact.namedByUser, false)
})

test('a local file that the person typed is theirs, whatever a remote text says', async (t) => {
  const { world, run, base, ask } = await scene(t, [`./${wheel.filename}`])
  await run.get(`${base}/r.txt`)
  await ask(wheel, 'local')
  t.is(world.daemon.asked[0]?.artifact.namedByUser, true)
})

test('a folder of links makes its files find-links', async (t) => {
  const { world, ask } = await scene(t, ['--no-index', '-f', '.'])
  await ask(wheel, 'local')
  t.is(world.daemon.asked[0]?.artifact.channel, 'find-links')
})

for (const [given, kept] of [
  ['https://user:pass@git.example/r', 'https://git.example/r'],
  ['git+https://token@git.example/r@main', 'git+https://git.example/r@main'],
  ['ssh://git@git.example/r', 'ssh://git@git.example/r'],
  ['ssh://git:pw@git.example/r', 'ssh://git.example/r'],
  ['git@git.example:r', 'git@git.example:r'],
] as const) {
  test(`a repository ${given} is recorded without credentials`, async (t) => {
    const { world, run } = await scene(t)
    await run.judge({ what: 'vcs', location: given, revision: 'abc' })
    t.like(world.daemon.asked[0]?.artifact, { kind: 'vcs', location: kept, commit: 'abc' })
  })
}

test('after a build began the run is tainted', async (t) => {
  const { world, run, ask } = await scene(t)
  await ask(sdist, 'download')
  await run.event({ type: 'build-started', detail: 'plain', code: null })
  await ask(built, 'built')
  t.deepEqual(
    world.daemon.asked.map((question) => question.run.tainted),
    [false, true],
  )
})
