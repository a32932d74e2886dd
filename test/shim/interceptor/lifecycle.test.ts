import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { startInterceptor } from '../../../shim/interceptor/index.ts'
import { ClientError, homePaths, type HomePaths } from '../../../src/client/index.ts'
import { guardedWorld } from '../guarded-world.ts'

const unreachable = () => Promise.reject(new ClientError('unreachable', { message: 'not there' }))

async function home(t: ExecutionContext): Promise<HomePaths> {
  const path = await mkdtemp(join(tmpdir(), 'life-'))
  t.teardown(() => rm(path, { recursive: true, force: true }))
  return homePaths({ PIP_TRUST_HOME: path })
}

const start = (paths: HomePaths, version: string, idleMs = 60_000) =>
  startInterceptor({ paths, version, idleMs, openDaemon: unreachable, clock: Date.now })

test('without a run it ends by itself, and leaves no socket, lock or spool', async (t) => {
  const paths = await home(t)
  await mkdir(join(paths.cache, 'spool', '999999999'), { recursive: true, mode: 0o700 })
  const started = await start(paths, '1', 10)
  t.false(existsSync(join(paths.cache, 'spool', '999999999')))
  await started?.over
  t.false(existsSync(paths.shimSocket))
  t.false(existsSync(paths.shimLock))
  t.false(existsSync(join(paths.cache, 'spool', String(process.pid))))
  t.is((await stat(paths.shimLog)).mode & 0o777, 0o600)
  t.regex(await readFile(paths.shimLog, 'utf8'), /"event":"ended"/)
})

test('an open run keeps it; asked to stop, it takes no new ones and ends with the last', async (t) => {
  const world = await guardedWorld(t)
  const run = await world.open()
  await run.hello()
  world.interceptor.stop()
  await t.throwsAsync(world.open())
  t.is((await run.get('http://127.0.0.1:1/')).status, 503)
  await run.hangUp()
  await world.interceptor.over
  t.false(existsSync(world.paths.shimSocket))
})

test('a second one of the same version yields; one of another version takes the place', async (t) => {
  const paths = await home(t)
  const first = await start(paths, '1')
  t.truthy(first)
  t.is(await start(paths, '1'), null)
  const second = await start(paths, '2')
  t.truthy(second)
  await first?.over
  t.true(existsSync(paths.shimSocket))
  second?.stop()
  await second?.over
})
