import { mkdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import { ClientError, openDaemon, type DaemonConnection, type HomePaths } from '../../src/client/index.ts'
import { scratchHome } from '../client/fake-daemon.ts'
import { fileArtifact, question } from '../protocol/samples.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { LIB, SHIPPED, VERSION } from './running-daemon.ts'

const LAUNCH = { node: process.execPath, script: SHIPPED, lib: LIB }

/** Opens a session with a daemon process, which the test takes with it. */
async function open(
  t: ExecutionContext,
  paths: HomePaths,
  launch = LAUNCH,
  version = VERSION,
): Promise<DaemonConnection> {
  const client = await openDaemon({ paths, launch, client: 'shim', version, timeoutMs: 30_000 })
  t.teardown(() => kill(client))
  return client
}

function kill({ hello }: DaemonConnection): void {
  endProcess(hello.server.pid)
}

function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It has ended already.
  }
}

test('several who start it at once get one and the same', async (t) => {
  const paths = await scratchHome(t)
  const launch = await recordingLaunch(t, paths)
  const clients = await Promise.all([1, 2, 3].map(() => open(t, paths, launch)))
  t.is(new Set(clients.map(({ hello }) => hello.server.pid)).size, 1)
  await Promise.all(clients.map((client) => client.close()))
})

/** Writes down every process that is started: one that comes late would find the place free when the test is over. */
async function recordingLaunch(t: ExecutionContext, paths: HomePaths) {
  const script = join(String(paths.home), 'recorded.sh')
  const pids = join(String(paths.home), 'pids')
  await writeFile(script, `echo $$ >> '${pids}'; exec '${process.execPath}' '${SHIPPED}' "$@"\n`)
  t.teardown(async () => {
    for (const pid of (await readFile(pids, 'utf8')).trim().split('\n')) endProcess(Number(pid))
  })
  return { ...LAUNCH, node: '/bin/sh', script }
}

test('killed in the midst of a question: no verdict, and the next start works', async (t) => {
  const paths = await scratchHome(t)
  const asked = Promise.withResolvers<void>()
  const server = createServer(() => asked.resolve())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  await mkdir(paths.config, { recursive: true, mode: 0o700 })
  const settings = { evidence: [`http://127.0.0.1:${port}/{filename}.asc`] }
  await writeFile(paths.settingsFile, JSON.stringify(settings), { mode: 0o600 })
  const client = await open(t, paths)
  const verdict = t.throwsAsync(client.ask(question()), { instanceOf: ClientError, code: 'closed' })
  await asked.promise
  kill(client)
  await verdict
  await writeFile(paths.settingsFile, '{}')
  const again = await open(t, paths)
  t.not(again.hello.server.pid, client.hello.server.pid)
  t.is((await again.status()).counts.decisions, 0)
  t.is((await again.ask(question())).decision, 'warn')
})

test('what was decided is still known after a kill', async (t) => {
  const paths = await scratchHome(t)
  const client = await open(t, paths)
  const { ref } = await client.ask(question())
  kill(client)
  await client.closed
  const again = await open(t, paths)
  t.is((await again.why({ ref, limit: 9 })).length, 1)
  t.true((await again.ask(question())).fromCache)
})

test('SIGTERM ends it in order', async (t) => {
  const paths = await scratchHome(t)
  const client = await open(t, paths)
  process.kill(client.hello.server.pid, 'SIGTERM')
  await client.closed
  const again = await open(t, paths)
  t.not(again.hello.server.pid, client.hello.server.pid)
  const log = (await readFile(paths.daemonLog, 'utf8')).trimEnd().split('\n')
  t.true(log.map((line) => String(JSON.parse(line).message)).includes('draining'))
  t.is((await stat(paths.daemonLog)).mode & 0o777, 0o600)
})

test('one of another version makes room for this one', async (t) => {
  const paths = await scratchHome(t)
  const old = await open(t, paths)
  const other = join(String(paths.home), 'lib')
  await mkdir(other)
  await writeFile(join(other, 'package.json'), '{"version":"9.9.9"}')
  for (const name of ['policies', 'node_modules']) await symlink(join(LIB, name), join(other, name))
  const client = await open(t, paths, { ...LAUNCH, lib: other }, '9.9.9')
  t.is(client.hello.server.version, '9.9.9')
  await old.closed
})

test('a full disk refuses with TC5004', async (t) => {
  const paths = await scratchHome(t)
  const script = join(String(paths.home), 'limited.sh')
  // No file may grow beyond 200 or 400 KiB, by the shell's unit: to SQLite that is a full disk.
  await writeFile(script, `trap '' XFSZ; ulimit -f 400; exec '${process.execPath}' '${SHIPPED}' "$@"\n`)
  const client = await open(t, paths, { node: '/bin/sh', script, lib: LIB })
  const codes = new Set<string>()
  for (let n = 0; n < 3000 && !codes.has('TC5004'); n += 1) {
    const artifact = fileArtifact({
      sha256: sha256Of(Buffer.from(String(n))),
      filename: `f${n}-1-py3-none-any.whl`,
    })
    const verdict = await client.ask(question({ artifact }))
    codes.add(verdict.code)
    if (verdict.code === 'TC5004') t.is(verdict.decision, 'block')
  }
  t.true(codes.has('TC5004'))
})

test('a library without its files can not start, and says why', async (t) => {
  const paths = await scratchHome(t)
  const error = await t.throwsAsync(open(t, paths, { ...LAUNCH, lib: String(paths.home) }), {
    instanceOf: ClientError,
    code: 'unreachable',
  })
  t.true(error.message.includes('package.json'))
})
