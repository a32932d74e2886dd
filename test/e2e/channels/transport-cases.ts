import assert from 'node:assert/strict'
import { join } from 'node:path'
import { readFile, writeFile } from 'node:fs/promises'
import {
  createCertificateAuthority,
  startIndex,
  startUpstreamProxy,
  type PageApi,
} from '../../world/index/index.ts'
import { story, type Scene } from '../harness/index.ts'
import { judgedProjects, mustHold, mustSucceed, whileOpen, type ChannelCase } from './channel-case.ts'
import { goodProjects } from './goods.ts'

const APIS: readonly PageApi[] = ['1.0', '1.1', '1.2', '1.3', '1.4', 'html']
const LOGIN = { user: 'us er', password: 'p:w@d' }

/** Both install, all four distributions are judged. */
async function installsAlphaAndGamma(it: Scene, env: Readonly<Record<string, string>>): Promise<void> {
  const result = await it.pip(['install', 'alpha', 'gamma'], { env })
  mustSucceed(result)
  await mustHold(it, 'alpha-1.0', 'beta-1.0', 'gamma-1.0')
  assert.deepEqual(judgedProjects(result), ['alpha', 'beta', 'gamma', 'helper'], story(result))
}

const ofApi = (api: PageApi): ChannelCase => ({
  name: `Simple API ${api}`,
  scene: (world) => ({ site: { api, projects: goodProjects(world) } }),
  run: async (it) => await installsAlphaAndGamma(it, {}),
})

/** The index proper is behind the user's own http proxy, which asks for a login. */
async function throughProxy(it: Scene, httpVersion: '1.0' | '1.1'): Promise<void> {
  const proxy = await startUpstreamProxy({ login: { user: 'me', password: 'secret' }, httpVersion })
  await whileOpen(proxy, async () => {
    await installsAlphaAndGamma(it, { PIP_PROXY: proxy.url })
    assert.ok(proxy.requests().length > 0, 'nothing went through the proxy')
  })
}

export const transportCases: readonly ChannelCase[] = [
  ...APIS.map(ofApi),
  {
    name: 'gzip pages, chunked files',
    scene: (world) => ({
      site: { api: '1.4', projects: goodProjects(world) },
      transport: { gzipPages: true, chunked: true },
    }),
    run: async (it) => await installsAlphaAndGamma(it, {}),
  },
  {
    name: 'slow and flaky files',
    scene: (world) => ({
      site: { api: '1.4', projects: goodProjects(world) },
      transport: { failFirst: 2, pieces: { count: 10, pauseMs: 20 } },
    }),
    run: async (it) => await installsAlphaAndGamma(it, {}),
  },
  {
    name: 'plain http on loopback',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) }, plainHttp: true }),
    run: async (it) => await installsAlphaAndGamma(it, {}),
  },
  {
    name: 'index with a login, wheels and builds',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) }, login: LOGIN }),
    run: async (it) => await installsAlphaAndGamma(it, {}),
  },
  {
    name: 'redirect of files to another host',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it, world) => {
      const other = await startIndex(
        { api: '1.4', projects: goodProjects(world) },
        { authority: it.authority },
      )
      it.index.replace({ api: '1.4', projects: goodProjects(world), redirectFilesTo: other.base })
      await whileOpen(other, async () => await installsAlphaAndGamma(it, {}))
    },
  },
  {
    name: 'files at another https host',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it, world) => {
      const authority = createCertificateAuthority('Files CA')
      const both = join(it.home.root, 'both.pem')
      await writeFile(both, `${authority.certificate}${await readFile(it.caFile, 'utf8')}`)
      const other = await startIndex({ api: '1.4', projects: goodProjects(world) }, { authority })
      it.index.replace({ api: '1.4', projects: goodProjects(world), redirectFilesTo: other.base })
      await whileOpen(other, async () => await installsAlphaAndGamma(it, { PIP_CERT: both }))
    },
  },
  {
    name: 'http proxy with a login, wheels and builds',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it) => await throughProxy(it, '1.1'),
  },
  {
    name: 'http proxy that answers as HTTP/1.0',
    scene: (world) => ({ site: { api: '1.4', projects: goodProjects(world) } }),
    run: async (it) => await throughProxy(it, '1.0'),
  },
]
