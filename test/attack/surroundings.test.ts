/** What others plant before and beside the parts: folders, links, environments, text that a terminal would obey. */
import { chmod, lstat, mkdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { openLog as openShimLog } from '../../shim/interceptor/log.ts'
import { writeBundle } from '../../shim/ca/index.ts'
import { startInterceptor } from '../../shim/interceptor/index.ts'
import { homePaths, openDaemon, type HomePaths } from '../../src/client/index.ts'
import { openLog } from '../../src/daemon/log.ts'
import { FilesError } from '../../src/files/index.ts'
import { temporaryFolder } from '../files/temporary-folder.ts'

const VERSION = '1.0.0'

/** A program in the daemon's place that writes down its environment, and ends. */
async function recorder(t: ExecutionContext) {
  const folder = await temporaryFolder(t)
  const at = (name: string): string => join(folder, name)
  const text = `require('node:fs').writeFileSync(${JSON.stringify(at('seen.json'))}, JSON.stringify(process.env))\nprocess.exit(1)\n`
  await writeFile(at('trustd.cjs'), text)
  await writeFile(at('evil.cjs'), `require('node:fs').writeFileSync(${JSON.stringify(at('evil'))}, '')\n`)
  return { at, paths: homePaths({ PIP_TRUST_HOME: at('home') }) }
}

async function start(paths: HomePaths, script: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const launch = { node: process.execPath, script, lib: '/', env }
  return await openDaemon({ paths, launch, client: 'shim', version: VERSION })
}

test('a daemon is started without what a project puts into the environment to change it', async (t) => {
  const { at, paths } = await recorder(t)
  const hostile = {
    NODE_OPTIONS: `--require ${at('evil.cjs')}`,
    NODE_PATH: at('.'),
    NODE_EXTRA_CA_CERTS: at('ca.pem'),
    NODE_TLS_REJECT_UNAUTHORIZED: '0',
    NODE_COMPILE_CACHE: at('cache'),
    LD_LIBRARY_PATH: at('.'),
    OPENSSL_CONF: at('openssl.cnf'),
    SSLKEYLOGFILE: at('keys'),
    PYTHONPATH: at('.'),
    PIP_TRUST_RUN: 'token',
  }
  const kept = { HOME: at('home'), LANG: 'C.UTF-8', https_proxy: 'http://proxy.example:3128' }
  await t.throwsAsync(start(paths, at('trustd.cjs'), { ...hostile, ...kept }), { code: 'unreachable' })
  t.deepEqual(JSON.parse(await readFile(at('seen.json'), 'utf8')), kept)
  await t.throwsAsync(stat(at('evil')), { code: 'ENOENT' })
})

test("a log that is a link is not followed: no daemon, and the link's target is as it was", async (t) => {
  const { at, paths } = await recorder(t)
  await mkdir(paths.state, { recursive: true, mode: 0o700 })
  await writeFile(at('profile'), 'mine\n')
  await symlink(at('profile'), paths.daemonLog)
  await t.throwsAsync(start(paths, at('trustd.cjs'), {}), { code: 'ELOOP' })
  t.is(await readFile(at('profile'), 'utf8'), 'mine\n')
})

test('a state folder that is a link, or that others may enter, gets no log and no daemon', async (t) => {
  const { at, paths } = await recorder(t)
  await mkdir(at('elsewhere'), { mode: 0o700 })
  await mkdir(at('home'), { mode: 0o700 })
  await symlink(at('elsewhere'), paths.state)
  await t.throwsAsync(start(paths, at('trustd.cjs'), {}), { instanceOf: FilesError, code: 'is-link' })
  await t.throwsAsync(stat(join(at('elsewhere'), 'trustd.log')), { code: 'ENOENT' })
})

for (const [mode, code] of [
  [0o1777, null],
  [0o775, null],
  [0o777, 'open-to-others'],
] as const) {
  const outcome = code === null ? 'holds a home' : 'holds none, since others may put another in its place'
  test(`a folder above with mode ${mode.toString(8)} ${outcome}`, async (t) => {
    const above = join(await temporaryFolder(t), 'above')
    await mkdir(above)
    await chmod(above, mode)
    const paths = homePaths({ PIP_TRUST_HOME: join(above, 'deep', 'home') })
    await mkdir(join(above, 'deep'))
    const world = { paths, version: VERSION, idleMs: 1, clock: Date.now }
    const started = startInterceptor({ ...world, openDaemon: () => Promise.reject(new Error('not asked')) })
    if (code !== null) return void (await t.throwsAsync(started, { instanceOf: FilesError, code }))
    await (
      await started
    )?.over
    t.true((await stat(paths.state)).isDirectory())
  })
}

test('a bundle with another authority of the same length is not used, nor one that is a link', async (t) => {
  const folder = join(await temporaryFolder(t), 'bundles')
  const path = await writeBundle(folder, ['ours\n'])
  await writeFile(path, 'evil\n')
  t.is(await writeBundle(folder, ['ours\n']), path)
  t.is(await readFile(path, 'utf8'), 'ours\n')
  const planted = join(folder, 'planted')
  await writeFile(planted, 'ours\n')
  await rm(path)
  await symlink(planted, path)
  t.is(await writeBundle(folder, ['ours\n']), path)
  t.true((await lstat(path)).isFile())
})

test('no log holds what a terminal would obey or reorder', async (t) => {
  const folder = await temporaryFolder(t)
  const at = (name: string): string => join(folder, name)
  const hostile = 'a\u001B]0;x\u0007b\u009B31mc\u202Ed\u2028e\nf\u{E0001}g'
  const log = openLog(at('d.log'), { maxBytes: 1_000_000, now: () => new Date(0) })
  log.write('info', hostile, { path: hostile })
  log.close()
  openShimLog(at('s.log'), () => 0)('failed', { error: new Error(hostile) })
  for (const name of ['d.log', 's.log']) {
    const text = await readFile(at(name), 'utf8')
    t.regex(text, /^[ -~]+\n$/)
    t.is(JSON.parse(text).message ?? JSON.parse(text).error.message, hostile)
  }
})
