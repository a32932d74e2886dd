import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ExecutionContext } from 'ava'
import test from 'ava'
import { runProgram } from '../../../src/publish/build/index.ts'
import { pipRoad, type PipRoad } from '../../../src/publish/reproduce/from-index/index.ts'

const LIB = join(import.meta.dirname, '..', '..', '..')
const basic = (pair: string): string => `Basic ${Buffer.from(pair).toString('base64')}`

interface World {
  readonly pip: PipRoad
  readonly asked: readonly { readonly url: string; readonly login: string | undefined }[]
  /** What is left of the road’s own files. */
  readonly left: () => Promise<readonly string[]>
}

/** A server that is the index and the proxy, and a pip that is set up by a configuration file alone. */
async function world(t: ExecutionContext, settings: (port: number) => string, netrc = ''): Promise<World> {
  const folder = await mkdtemp(join(tmpdir(), 'pip-trust-road-test-'))
  const asked: { readonly url: string; readonly login: string | undefined }[] = []
  const server = createServer(({ url = '', headers }: IncomingMessage, response) => {
    asked.push({ url, login: headers.authorization })
    if (url.endsWith('/elsewhere')) response.writeHead(302, { location: 'file:///etc/passwd' }).end()
    else response.writeHead(200, { 'content-type': 'text/html' }).end('0123456789')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(async () => {
    server.close()
    await rm(folder, { recursive: true, force: true })
  })
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const temporary = join(folder, 'tmp')
  await mkdir(temporary)
  await writeFile(join(folder, 'pip.conf'), settings(port))
  await writeFile(join(folder, '.netrc'), netrc, { mode: 0o600 })
  const env = { PATH: process.env['PATH'], HOME: folder, PIP_CONFIG_FILE: join(folder, 'pip.conf') }
  const build = { env, cwd: folder, lib: LIB, temporary, version: '0', run: runProgram }
  const pip = await pipRoad({ ...build, now: () => 0, onProgress: () => {} })
  return { pip, asked, left: () => readdir(temporary) }
}

const wish = (maxBytes: number) => ({ accept: 'text/html', maxBytes })

test('an index is asked by pip’s own proxy, with the login of pip’s netrc', async (t) => {
  const { pip, asked, left } = await world(
    t,
    (port) => `[global]\nproxy = http://127.0.0.1:${port}\n`,
    'machine index.invalid login dana password secret\n',
  )
  const answer = await pip.get('http://index.invalid/simple/foo/', wish(10))
  t.like(answer, { status: 200, url: 'http://index.invalid/simple/foo/', contentType: 'text/html' })
  t.is(Buffer.from(answer.bytes).toString(), '0123456789')
  t.deepEqual(asked, [{ url: 'http://index.invalid/simple/foo/', login: basic('dana:secret') }])
  t.deepEqual(await left(), [])
})

test('the credentials of an index go with what is asked of it, and never come out of pip', async (t) => {
  const { pip, asked, left } = await world(
    t,
    (port) =>
      `[global]\nextra-index-url = http://extra.invalid\n[download]\nindex-url = http://dana:secret@127.0.0.1:${port}/simple\n`,
  )
  const [index = '', ...others] = await pip.indexes()
  t.regex(index, /^http:\/\/127\.0\.0\.1:\d+\/simple$/)
  t.deepEqual(others, ['http://extra.invalid'])
  const error = await t.throwsAsync(pip.get(`${index}/foo/`, wish(9)), { code: 'index' })
  t.regex(error.message, /more than 9 bytes/)
  t.is(asked[0]?.login, basic('dana:secret'))
  const elsewhere = await t.throwsAsync(pip.get(`${index}/elsewhere`, wish(4096)), { code: 'index' })
  t.false(`${error.message}${elsewhere.message}`.includes('secret'))
  t.false(elsewhere.message.includes('root:'))
  t.deepEqual(await left(), [])
})

test('a road that leaves https is seen', (t) => {
  const program = `
import ask_pip
out = ask_pip.leads_out_of_tls
print(out(["https://a/", "http://b/", "https://c/"]), out(["https://a/", "https://b/"]), out(["http://a/", "http://b/"]))`
  const folder = join(LIB, 'src', 'publish', 'reproduce', 'from-index')
  const { stdout } = spawnSync('python3', ['-B', '-c', program], { cwd: folder, encoding: 'utf8' })
  t.is(stdout.trim(), 'True False False')
})
