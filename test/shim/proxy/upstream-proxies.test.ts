import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test, { type ExecutionContext } from 'ava'
import {
  type CertificateAuthority,
  createCertificateAuthority,
  type IndexServer,
  makeWheel,
  type Site,
  type SocksProxyOptions,
  startIndex,
  startSocksProxy,
  startUpstreamProxy,
  type UpstreamProxy,
  type UpstreamProxyOptions,
} from '../../world/index/index.ts'
import { guardedWorld, type GuardedRun } from '../guarded-world.ts'

const wheel = makeWheel({ project: 'good', version: '1.0' })
const SITE: Site = {
  api: '1.4',
  projects: [{ name: 'good', files: [{ filename: wheel.filename, bytes: wheel.bytes }] }],
}
const LOGIN = { user: 'u@corp', password: 'p:ä' }

interface Stage {
  readonly authority: CertificateAuthority
  readonly index: IndexServer
  readonly plain: IndexServer
  readonly run: (proxy: string, ca?: CertificateAuthority) => Promise<GuardedRun>
}

async function stage(t: ExecutionContext): Promise<Stage> {
  const authority = createCertificateAuthority('Corp Root')
  const [index, plain] = [await startIndex(SITE, { authority }), await startIndex(SITE)]
  const folder = await mkdtemp(join(tmpdir(), 'proxies-'))
  t.teardown(() => Promise.all([index.close(), plain.close(), rm(folder, { recursive: true, force: true })]))
  const run = async (proxy: string, ca = authority): Promise<GuardedRun> => {
    const caFile = join(folder, 'ca.pem')
    await writeFile(caFile, ca.certificate)
    const world = await guardedWorld(t)
    const opened = await world.open({ argv: ['install', '--proxy', proxy, '--cert', caFile, 'good'] })
    await opened.hello()
    return opened
  }
  return { authority, index, plain, run }
}

async function httpProxy(t: ExecutionContext, options: UpstreamProxyOptions): Promise<UpstreamProxy> {
  const proxy = await startUpstreamProxy(options)
  t.teardown(proxy.close)
  return proxy
}

const pages = async (run: GuardedRun, { index, plain }: Stage): Promise<readonly number[]> => {
  const found = [await run.get(`${index.indexUrl}good/`), await run.get(`${plain.indexUrl}good/`)]
  return found.map(({ status }) => status)
}

test('through a proxy that is spoken to over TLS', async (t) => {
  const at = await stage(t)
  const proxy = await httpProxy(t, { authority: at.authority, login: { user: 'u', password: 'p' } })
  t.deepEqual(await pages(await at.run(proxy.url), at), [200, 200])
  t.is(proxy.requests().length, 2)
})

test('the certificate of a proxy is verified, and the refusal names proxy and authority', async (t) => {
  const at = await stage(t)
  const proxy = await httpProxy(t, { authority: createCertificateAuthority('Somebody Else') })
  const run = await at.run(proxy.url)
  t.deepEqual(await pages(run, at), [403, 403])
  t.deepEqual(proxy.requests(), [])
  const { report } = await run.close()
  t.deepEqual([...new Set(report.events.map(({ code }) => code))], ['TC5007'])
  for (const { detail } of report.events)
    t.true(detail.includes(new URL(proxy.url).host) && detail.includes('Somebody Else'))
})

for (const [scheme, version, asks] of [
  ['socks4', 4, '127.0.0.1'],
  ['socks4a', 4, 'localhost'],
  ['socks5h', 5, 'localhost'],
] as const) {
  test(`through ${scheme}: ${asks} is what the proxy is asked for`, async (t) => {
    const at = await stage(t)
    const proxy = await startSocksProxy()
    t.teardown(proxy.close)
    t.deepEqual(await pages(await at.run(`${scheme}://127.0.0.1:${proxy.port}`), at), [200, 200])
    t.is(proxy.requests()[0], `${version} ${asks}:${new URL(at.index.base).port}`)
    t.is(proxy.requests().length, 2)
  })
}

async function socksRun(
  t: ExecutionContext,
  at: Stage,
  options: SocksProxyOptions,
  userInfo: string,
): Promise<GuardedRun> {
  const proxy = await startSocksProxy(options)
  t.teardown(proxy.close)
  return at.run(`socks5h://${userInfo}127.0.0.1:${proxy.port}`)
}

test('socks5 with a login, and with a wrong one, which is in no report', async (t) => {
  const at = await stage(t)
  t.deepEqual(await pages(await socksRun(t, at, { login: LOGIN }, 'u%40corp:p%3A%C3%A4@'), at), [200, 200])
  const wrong = await socksRun(t, at, { login: LOGIN }, 'u%40corp:guess@')
  t.deepEqual(await pages(wrong, at), [503, 503])
  const { report } = await wrong.close()
  t.is(report.events[0]?.type, 'proxy-failed')
  t.false(JSON.stringify(report).includes('guess'))
})

for (const [challenge, words] of [
  ['Digest realm="Basic", nonce="NTLM"', 'Digest'],
  ['Negotiate, NTLM', 'NTLM or Negotiate'],
] as const) {
  test(`a proxy that wants ${words} ends the run with words`, async (t) => {
    const at = await stage(t)
    const proxy = await httpProxy(t, { challenge })
    const run = await at.run(proxy.url)
    t.deepEqual(await pages(run, at), [403, 403])
    const { lines, report } = await run.close(1)
    t.deepEqual([...new Set(report.events.map(({ type }) => type))], ['proxy-login'])
    t.true(
      lines.some((line) => line.includes(`by ${words} (407)`)),
      lines.join('\n'),
    )
  })
}

test('a proxy that wants a password says whether there was none, or a wrong one', async (t) => {
  const at = await stage(t)
  const proxy = await httpProxy(t, { login: { user: 'u', password: 'right' } })
  const bare = proxy.url.replace('u:right@', '')
  for (const [url, found] of [
    [bare, /is set to none/],
    [bare.replace('//', '//u:guess@'), /does not accept/],
  ] as const) {
    const run = await at.run(url)
    t.deepEqual(await pages(run, at), [403, 403])
    const { report } = await run.close(1)
    t.regex(report.events[0]?.detail ?? '', found)
    t.false(JSON.stringify(report).includes('guess'))
  }
})

test('an authority that nobody named is named', async (t) => {
  const at = await stage(t)
  const proxy = await httpProxy(t, {})
  const run = await at.run(proxy.url, createCertificateAuthority('Another'))
  await run.get(`${at.index.indexUrl}good/`)
  t.regex((await run.close()).report.events[0]?.detail ?? '', /`Corp Root` vouches for it/)
})
