import { writeFile } from 'node:fs/promises'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import type { SceneOptions } from '../harness/index.ts'
import { alpha, type CorporateCase, inScene, NO_CERT, refusedWith, SITE, wentWell } from './corporate-case.ts'

const INSTALL = ['install', '--no-cache-dir', 'alpha']

/** An index whose first answers go wrong as networks make them: pip tries again, and the install goes on. */
function flaky(name: string, options: () => Partial<SceneOptions>): CorporateCase {
  return {
    topic: 'networks',
    name,
    expect: 'installed',
    play: (pair) =>
      inScene(pair, { site: SITE, ...options() }, async (scene) =>
        wentWell(await scene.pip(INSTALL), scene.venv),
      ),
  }
}

/** The first `count` requests whose path matches are answered by cutting the connection, after these bytes. */
function cut(count: number, path: RegExp, head = ''): Partial<SceneOptions> {
  let left = count
  return {
    // Below TLS no socket can be reset from here.
    plainHttp: head === '',
    meddle: (request) => {
      if (left === 0 || !path.test(request.url ?? '')) return false
      left -= 1
      if (head === '') request.socket.resetAndDestroy()
      else request.socket.end(head)
      return true
    },
  }
}

const overIpv6: CorporateCase = {
  topic: 'networks',
  name: 'an index on `[::1]`',
  expect: 'installed',
  play: (pair) =>
    inScene(pair, { site: SITE, plainHttp: true }, async (scene) => {
      const { port } = new URL(scene.index.base)
      const relay = createServer((socket) => {
        const target = connect(Number(port), '127.0.0.1')
        socket.pipe(target).pipe(socket)
        for (const [one, other] of [[socket, target] as const, [target, socket] as const])
          one.on('error', () => other.destroy())
      })
      await new Promise<void>((resolve) => void relay.listen(0, '::1', resolve))
      const address = relay.address()
      const relayPort = typeof address === 'object' && address !== null ? address.port : 0
      const env = { PIP_INDEX_URL: `http://[::1]:${relayPort}/simple/` }
      const result = await scene.pip(INSTALL, { env }).finally(() => relay.close())
      return wentWell(result, scene.venv)
    }),
}

function clientCertificate(name: string, isGiven: boolean): CorporateCase {
  return {
    topic: 'networks',
    name,
    expect: isGiven ? 'installed' : 'refused with the server’s words',
    play: (pair) =>
      inScene(pair, { site: SITE, clientCertificates: true }, async (scene) => {
        const { certificate, key } = scene.authority.issue(['client.example'])
        const file = join(scene.home.root, 'client.pem')
        const config = join(scene.home.root, 'pip.conf')
        await writeFile(file, certificate + key, { mode: 0o600 })
        await writeFile(config, `[global]\nclient-cert = ${file}\n`)
        const env = isGiven ? { PIP_CONFIG_FILE: config } : {}
        const result = await scene.pip([...INSTALL, '--retries', '0'], { env })
        return isGiven ? wentWell(result, scene.venv) : refusedWith(result, scene.venv, /./)
      }),
  }
}

const twoIndexes: CorporateCase = {
  topic: 'networks',
  name: 'two indexes under two authorities, both in one bundle',
  expect: 'installed from the second',
  play: (pair) =>
    inScene(pair, { site: { projects: [] } }, (scene) =>
      inScene(pair, { site: SITE }, async (other) => {
        const both = join(scene.home.root, 'both.pem')
        await writeFile(both, scene.authority.certificate + other.authority.certificate)
        const env = { ...NO_CERT, REQUESTS_CA_BUNDLE: both }
        const result = await scene.pip([...INSTALL, '--extra-index-url', other.index.indexUrl], { env })
        return wentWell(result, scene.venv)
      }),
    ),
}

export const NETWORK_CASES: readonly CorporateCase[] = [
  flaky('503 for the first two requests for files', () => ({ transport: { failFirst: 2 } })),
  flaky('the connection reset at the first request for a page', () => cut(1, /^\/simple/)),
  flaky('the connection reset at the first request for a file', () => cut(1, /\.whl$/)),
  flaky('the first file cut off in the middle of its head', () =>
    cut(1, /\.whl$/, 'HTTP/1.1 200 OK\r\nContent-Le'),
  ),
  flaky('files in ten pieces, half a second apart', () => ({
    transport: { pieces: { count: 10, pauseMs: 500 } },
  })),
  flaky('a page of HTML, chunked, compressed', () => ({
    site: {
      api: 'html',
      projects: [{ name: 'alpha', files: [{ filename: alpha.filename, bytes: alpha.bytes }] }],
    },
    transport: { chunked: true, gzipPages: true },
  })),
  overIpv6,
  clientCertificate('a client certificate by pip.conf', true),
  clientCertificate('no client certificate where one is wanted', false),
  twoIndexes,
]
