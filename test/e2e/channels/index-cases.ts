import { startIndex, type Site } from '../../world/index/index.ts'
import { junkInside, junkTail, makeSdist, startUpstreamProxy, truncated } from '../../world/index/index.ts'
import type { World } from '../../world/sigstore/index.ts'
import { served, type Scene } from '../harness/index.ts'
import { alphaSite, alphaTwins, attack, installs, sigmaTwins, siteOf, type Turn } from './attack.ts'
import { since, whileOpen, type ChannelCase } from './channel-case.ts'

const LOGIN = { user: 'us er', password: 'p:w@d' }
const MILLISECONDS = 20

/** An index without hashes, whose sdist was spoilt or is whole. */
const spoilt =
  (spoil: typeof junkTail, format: 'tar.gz' | 'zip' = 'tar.gz') =>
  (_world: World, turn: Turn): Site => {
    const whole = makeSdist({ project: 'sigma', version: '1.0', format })
    const file = served(turn === 'changed' ? spoil(whole) : whole, { sha256: 'none' })
    return { api: '1.4', projects: [{ name: 'sigma', files: [file] }] }
  }

/** The sidecar is other text than the page's digest is of. */
function metadataSite(world: World, turn: Turn): Site {
  const site = alphaSite(world, 'honest')
  const { filename, metadata } = alphaTwins.honest
  const body = `${metadata.toString().trimEnd()}\nRequires-Dist: evil\n\n`
  const extras = { [`/files/${filename}.metadata`]: { contentType: 'text/plain', body } }
  return turn === 'changed' ? { ...site, extras } : site
}

/** What was changed is at the end of so many hosts, each of which sends on to the next. */
async function throughHosts(it: Scene, world: World, turn: Turn, hosts: number): ReturnType<Scene['pip']> {
  const next = await startIndex(alphaSite(world, turn), { authority: it.authority })
  return await whileOpen(next, async () => {
    if (hosts === 1) {
      it.index.replace({
        ...siteOf(alphaTwins, 'alpha', { sha256: 'none' })(world, turn),
        redirectFilesTo: next.base,
      })
      return await it.pip(['install', 'alpha'])
    }
    const between = { ...alphaSite(world, turn), redirectFilesTo: next.base }
    const middle = await startIndex(between, { authority: it.authority })
    return await whileOpen(middle, async () => {
      it.index.replace({
        ...siteOf(alphaTwins, 'alpha', { sha256: 'none' })(world, turn),
        redirectFilesTo: middle.base,
      })
      return await it.pip(['install', 'alpha'])
    })
  })
}

/** A policy that knows one index, which is not the one that pip is told. */
const OTHER_INDEX_ONLY = `apiVersion: trustctl/v1
kind: Policy
metadata: { name: one-index, version: 1 }
extends: [preset:balanced]
indexes: { corp: { url: "https://corp.example/simple/" } }
`

export const indexCases: readonly ChannelCase[] = [
  attack({
    name: 'wheel of an index',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'sdist of an index',
    codes: ['TC2111'],
    site: siteOf(sigmaTwins, 'sigma'),
    attempt: async (it) => await it.pip(['install', 'sigma']),
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: 'wheel of an index without hashes',
    codes: ['TC2111'],
    site: siteOf(alphaTwins, 'alpha', { sha256: 'none' }),
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'sdist with junk behind its end, of an index without hashes',
    codes: ['TC1013'],
    site: spoilt(junkTail),
    attempt: async (it) => await it.pip(['install', 'sigma']),
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: 'sdist with junk behind the end of its tar, of an index without hashes',
    codes: ['TC1013'],
    site: spoilt(junkInside),
    attempt: async (it) => await it.pip(['install', 'sigma']),
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: 'truncated sdist, of an index without hashes',
    codes: ['TC1004'],
    site: spoilt(truncated),
    attempt: async (it) => await it.pip(['install', 'sigma']),
    proves: installs('sigma-1.0'),
  }),
  attack({
    name: 'PEP 658 metadata that the page’s digest is not of',
    unsupported: since('23.2'),
    codes: ['TC1007', 'TC2111'],
    site: metadataSite,
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'index of plain http on loopback',
    codes: ['TC2111'],
    scene: { plainHttp: true },
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'index of plain http on another host',
    codes: ['TC4003'],
    site: (world) => alphaSite(world, 'honest'),
    scene: { plainHttp: true },
    attempt: async (it, turn) => {
      const name = 'plain.example'
      const proxy = await startUpstreamProxy({ hosts: { [name]: new URL(it.index.base).host } })
      const url = turn === 'changed' ? `http://${name}/simple/` : it.index.indexUrl
      const words = ['install', '--index-url', url, '--trusted-host', name, 'alpha']
      return await whileOpen(proxy, async () => await it.pip(words, { env: { PIP_PROXY: proxy.url } }))
    },
  }),
  attack({
    name: 'index with a login',
    codes: ['TC2111'],
    scene: { login: LOGIN },
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'index that the policy does not name',
    codes: ['TC2111'],
    attempt: async (it) => {
      await it.home.writePolicy(OTHER_INDEX_ONLY)
      return await it.pip(['install', 'alpha'])
    },
  }),
  attack({
    name: 'file that comes slowly and in pieces',
    codes: ['TC2111'],
    scene: { transport: { chunked: true, failFirst: 1, pieces: { count: 5, pauseMs: MILLISECONDS } } },
    attempt: async (it) => await it.pip(['install', 'alpha']),
  }),
  attack({
    name: 'file behind a redirect to another host',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => await throughHosts(it, world, turn, 1),
  }),
  attack({
    name: 'file behind a chain of redirects over two hosts',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => await throughHosts(it, world, turn, 2),
  }),
  attack({
    name: 'page behind a redirect to another host',
    codes: ['TC2111'],
    attempt: async (it, turn, world) => {
      const other = await startIndex(alphaSite(world, turn), { authority: it.authority })
      it.index.replace({ api: '1.4', projects: [], redirectPagesTo: other.base })
      return await whileOpen(other, async () => await it.pip(['install', 'alpha']))
    },
  }),
  attack({
    name: 'http proxy with a login',
    codes: ['TC2111'],
    attempt: async (it) => {
      const proxy = await startUpstreamProxy({ login: { user: 'me', password: 'secret' } })
      return await whileOpen(
        proxy,
        async () => await it.pip(['install', 'alpha'], { env: { PIP_PROXY: proxy.url } }),
      )
    },
  }),
]
