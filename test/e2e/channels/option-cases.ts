import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Hex, startUpstreamProxy } from '../../world/index/index.ts'
import { alphaSite, alphaTwins, attack, bareAlphaSite } from './attack.ts'
import { newestOnly, whileOpen, type ChannelCase } from './channel-case.ts'

const NOWHERE = 'https://nowhere.invalid/simple/'

export const optionCases: readonly ChannelCase[] = [
  attack({
    name: '--isolated',
    codes: ['TC2111'],
    attempt: async (it) => {
      const options = ['--index-url', it.index.indexUrl, '--cert', it.caFile]
      return await it.pip(['install', '--isolated', ...options, 'alpha'])
    },
  }),
  attack({
    name: '--proxy ""',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--proxy', '', 'alpha']),
  }),
  attack({
    name: '--prox= behind the subcommand',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', 'alpha', '--prox=']),
  }),
  attack({
    name: '--proxy X',
    codes: ['TC2111'],
    attempt: async (it) => {
      const proxy = await startUpstreamProxy()
      return await whileOpen(proxy, async () => {
        const result = await it.pip(['--proxy', proxy.url, 'install', 'alpha'])
        assert.ok(proxy.requests().length > 0, 'nothing went through the user’s own proxy')
        return result
      })
    },
  }),
  attack({
    name: '--no-proxy-env',
    unsupported: newestOnly,
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--no-proxy-env', 'alpha']),
  }),
  attack({
    name: 'NO_PROXY names the index',
    codes: ['TC2111'],
    attempt: async (it) => {
      const env = { NO_PROXY: 'localhost,*', no_proxy: 'localhost,*', HTTPS_PROXY: 'http://127.0.0.1:9' }
      return await it.pip(['install', 'alpha'], { env })
    },
  }),
  attack({
    name: '--cert',
    codes: ['TC2111'],
    attempt: async (it) =>
      await it.pip(['install', '--cert', it.caFile, 'alpha'], { env: { PIP_CERT: '/nowhere.pem' } }),
  }),
  attack({
    name: '--client-cert',
    codes: ['TC2111'],
    scene: { clientCertificates: true },
    attempt: async (it) => {
      const { certificate, key } = it.authority.issue(['client'])
      const file = join(it.home.root, 'client.pem')
      await writeFile(file, certificate + key, { mode: 0o600 })
      return await it.pip(['install', '--client-cert', file, 'alpha'])
    },
  }),
  attack({
    name: '--cache-dir',
    codes: ['TC2111'],
    attempt: async (it, turn) => await it.pip(['install', '--cache-dir', `kept-${turn}`, 'alpha']),
  }),
  attack({
    name: '--no-cache-dir',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--no-cache-dir', 'alpha']),
  }),
  attack({
    name: '--use-feature=fast-deps',
    codes: ['TC2111'],
    site: bareAlphaSite,
    attempt: async (it) => await it.pip(['install', '--use-feature=fast-deps', 'alpha']),
  }),
  attack({
    name: '--trusted-host',
    codes: ['TC2111'],
    attempt: async (it) => await it.pip(['install', '--trusted-host', new URL(it.index.base).host, 'alpha']),
  }),
  attack({
    name: '--trusted-host where the certificate does not verify',
    codes: ['TC5007'],
    site: (world) => alphaSite(world, 'honest'),
    attempt: async (it, turn) => {
      const words = ['install', '--trusted-host', new URL(it.index.base).host, 'alpha']
      return await it.pip(words, { env: turn === 'changed' ? { PIP_CERT: '' } : {} })
    },
  }),
  attack({
    name: '--index-url',
    codes: ['TC2111'],
    attempt: async (it) =>
      await it.pip(['install', '--index-url', it.index.indexUrl, 'alpha'], {
        env: { PIP_INDEX_URL: NOWHERE },
      }),
  }),
  attack({
    name: '--extra-index-url',
    codes: ['TC2111'],
    attempt: async (it) => {
      const empty = it.index.indexUrl.replace('/simple/', '/files/')
      const args = ['install', '--index-url', empty, '--extra-index-url', it.index.indexUrl, 'alpha']
      return await it.pip(args)
    },
  }),
  attack({
    name: 'index-url in the user’s pip.conf',
    codes: ['TC2111'],
    attempt: async (it) => {
      const folder = join(it.home.root, 'home/.config/pip')
      await mkdir(folder, { recursive: true })
      const text = `[global]\nindex-url = ${it.index.indexUrl}\ncert = ${it.caFile}\n`
      await writeFile(join(folder, 'pip.conf'), text)
      return await it.pip(['install', 'alpha'], { env: { PIP_INDEX_URL: '', PIP_CERT: '' } })
    },
  }),
  attack({
    name: 'PIP_NO_INDEX with a remote --find-links page',
    codes: ['TC2111'],
    attempt: async (it) => {
      const page = `${it.index.base}/simple/alpha/`
      return await it.pip(['install', '--no-index', '--find-links', page, 'alpha'], {
        env: { PIP_NO_INDEX: '1' },
      })
    },
  }),
  attack({
    name: '--require-hashes with the hash of the tampered bytes',
    codes: ['TC2111'],
    attempt: async (it, turn) => {
      const pin = `alpha==1.0 --hash=sha256:${sha256Hex(alphaTwins[turn].bytes)}\n`
      await writeFile(join(it.home.work, 'pinned.txt'), pin)
      return await it.pip(['install', '--require-hashes', '-r', 'pinned.txt'])
    },
  }),
]
