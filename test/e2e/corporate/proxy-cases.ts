import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import {
  startSocksProxy,
  startUpstreamProxy,
  type SocksProxyServer,
  type UpstreamProxy,
  type UpstreamProxyOptions,
} from '../../world/index/index.ts'
import type { Scene } from '../harness/index.ts'
import { type CorporateCase, inScene, keptSecret, refusedWith, SITE, wentWell } from './corporate-case.ts'

const PASSWORD = 'pä:ss-of-proxy'
const LOGIN = { user: 'corp', password: PASSWORD }
const USER_INFO = `corp:${encodeURIComponent(PASSWORD)}@`
const INSTALL = ['install', '--retries', '0', 'alpha']

type Given = (
  scene: Scene,
  url: string,
) => Promise<{ readonly args?: readonly string[]; readonly env?: Record<string, string> }>

/** With a proxy in front: what the person set, and how it ends. */
function behind(
  name: string,
  proxyOptions: UpstreamProxyOptions | 'socks' | 'index CA',
  given: Given,
  words: RegExp | null = null,
): CorporateCase {
  return {
    topic: 'proxies',
    name,
    expect: words === null ? 'installed through the proxy' : `refused: ${words.source}`,
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => {
        const proxy = await startProxy(scene, proxyOptions)
        try {
          const { args = [], env = {} } = await given(scene, proxy.url)
          const result = await scene.pip([...INSTALL, ...args], { env })
          if (words !== null) return await refusedWith(result, scene.venv, words)
          const isUsed = proxy.requests().length > 0
          const went = (await wentWell(result, scene.venv)) ?? (isUsed ? null : 'the proxy was not asked')
          return went ?? (await keptSecret(scene, result, [PASSWORD]))
        } finally {
          await proxy.close()
        }
      }),
  }
}

async function startProxy(
  scene: Scene,
  options: UpstreamProxyOptions | 'socks' | 'index CA',
): Promise<UpstreamProxy | (SocksProxyServer & { readonly url: string })> {
  if (options === 'index CA') return startUpstreamProxy({ authority: scene.authority, login: LOGIN })
  if (options !== 'socks') return startUpstreamProxy(options)
  const proxy = await startSocksProxy({ login: LOGIN })
  return { ...proxy, url: `127.0.0.1:${proxy.port}` }
}

const bare = (url: string): string => url.replace(/^http:\/\/.*@/, 'http://')

export const PROXY_CASES: readonly CorporateCase[] = [
  behind('basic login in `--proxy`', { login: LOGIN }, async (_, url) => ({ args: ['--proxy', url] })),
  behind(
    'basic login in pip.conf, answers in HTTP/1.0',
    { login: LOGIN, httpVersion: '1.0' },
    async ({ home }, url) => {
      const file = join(home.root, 'pip.conf')
      await writeFile(file, `[global]\nproxy = ${url}\n`)
      return { env: { PIP_CONFIG_FILE: file } }
    },
  ),
  behind('basic login in `HTTPS_PROXY`', { login: LOGIN }, async (_, url) => ({ env: { HTTPS_PROXY: url } })),
  behind('spoken to over TLS', 'index CA', async (_, url) => ({ args: ['--proxy', url] })),
  behind('`socks5h://` with a login', 'socks', async (_, url) => ({
    env: { ALL_PROXY: `socks5h://${USER_INFO}${url}` },
  })),
  behind('`socks5://` with a login', 'socks', async (_, url) => ({
    args: ['--proxy', `socks5://${USER_INFO}${url}`],
  })),
  behind(
    'login by Digest',
    { challenge: 'Digest realm="x"' },
    async (_, url) => ({ args: ['--proxy', url] }),
    /by Digest \(407\)/,
  ),
  behind(
    'login by NTLM or Negotiate',
    { challenge: 'Negotiate, NTLM' },
    async (_, url) => ({ args: ['--proxy', url] }),
    /by NTLM or Negotiate \(407\)/,
  ),
  behind(
    'no login where one is wanted; netrc is for indexes',
    { login: LOGIN },
    async ({ home }, url) => {
      await writeFile(join(home.root, 'home/.netrc'), `machine 127.0.0.1 login corp password ${PASSWORD}\n`)
      return { args: ['--proxy', bare(url)] }
    },
    /wants a user name and a password \(407\)/,
  ),
  behind(
    'a script that chooses proxies (PAC)',
    {},
    async (_, url) => ({ args: ['--proxy', `${url}/corp.pac`] }),
    /\(PAC\)/,
  ),
  ...[
    ['*', true],
    ['localhost', true],
    ['.localhost', true],
    ['other.example, localhost', true],
    ['other.example', false],
    ['10.0.0.0/8', false],
  ].map(([noProxy, isAround]) => aroundProxy(String(noProxy), isAround === true)),
]

function aroundProxy(noProxy: string, isAround: boolean): CorporateCase {
  return {
    topic: 'proxies',
    name: `\`NO_PROXY=${noProxy}\`, index on localhost`,
    expect: isAround ? 'installed without the proxy' : 'installed through the proxy',
    play: (pair) =>
      inScene(pair, { site: SITE }, async (scene) => {
        const proxy = await startUpstreamProxy()
        const env = { HTTPS_PROXY: proxy.url, NO_PROXY: noProxy }
        const result = await scene.pip(INSTALL, { env })
        await proxy.close()
        const isRight = (proxy.requests().length === 0) === isAround
        return (await wentWell(result, scene.venv)) ?? (isRight ? null : 'the other way was taken')
      }),
  }
}
