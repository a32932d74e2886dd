import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inheritedEnvironment, mustRun } from '../../harness/index.ts'
import { freePort, LOGIN, serversPython, startServer, uploader, type RealServer } from './server.ts'

/** devpi with a mirror of one index, `root/public`, and a stage that people upload to, `corp/dev`. */
export interface Devpi extends RealServer {
  /** Pages of the mirror alone. */
  readonly mirrorUrl: string
  /** From then on names that the stage has are taken from the mirror too. */
  readonly letMirrorThrough: () => Promise<void>
}

const ROOT_PASSWORD = 'of root/42'
const JSON_TYPE = { 'content-type': 'application/json', accept: 'application/json' }

/**
 * Runs devpi-server in `folder`.
 * @param mirrored the index that it mirrors: an URL as pip is given it
 */
export async function startDevpi(folder: string, mirrored: string): Promise<Devpi> {
  const python = await serversPython()
  const port = await freePort()
  const data = join(folder, 'devpi')
  await mkdir(folder, { recursive: true })
  const init = 'from devpi_server.init import init; init()'
  const options = { cwd: folder, env: inheritedEnvironment() }
  await mustRun(
    python,
    ['-c', init, '--serverdir', data, '--no-root-pypi', '--root-passwd', ROOT_PASSWORD],
    options,
  )
  const main = 'from devpi_server.main import main; main()'
  const place = ['--host', '127.0.0.1', '--port', String(port)]
  const stop = await startServer(python, ['-c', main, '--serverdir', data, ...place], {
    cwd: folder,
    ready: /Serving on /,
  })
  const base = `http://127.0.0.1:${port}`
  const root = await asRoot(base)
  await root('PUT', '/root/public', { type: 'mirror', mirror_url: mirrored, volatile: false })
  await root('PUT', `/${LOGIN.user}`, { password: LOGIN.password })
  const stage = { type: 'stage', bases: ['root/public'], acl_upload: [LOGIN.user] }
  await root('PUT', `/${LOGIN.user}/dev`, stage)
  return {
    base,
    indexUrl: `${base}/${LOGIN.user}/dev/+simple/`,
    mirrorUrl: `${base}/root/public/+simple/`,
    letMirrorThrough: () => root('PATCH', `/${LOGIN.user}/dev`, ['mirror_whitelist=*']),
    upload: uploader(python, `${base}/${LOGIN.user}/dev/`),
    stop,
  }
}

type Ask = (method: 'PUT' | 'PATCH', path: string, content: unknown) => Promise<void>

/** Speaks devpi's own protocol, as its client does: a token in a header of its own. */
async function asRoot(base: string): Promise<Ask> {
  const login = await fetch(`${base}/+login`, {
    method: 'POST',
    headers: JSON_TYPE,
    body: JSON.stringify({ user: 'root', password: ROOT_PASSWORD }),
  })
  const { result }: { readonly result: { readonly password: string } } = JSON.parse(await login.text())
  const token = Buffer.from(`root:${result.password}`).toString('base64')
  return async (method, path, content) => {
    const headers = { ...JSON_TYPE, 'x-devpi-auth': token }
    const request: RequestInit = { method, headers, body: JSON.stringify(content) }
    const answer = await fetch(base + path, request)
    if (!answer.ok) throw new Error(`devpi: ${method} ${path}: ${answer.status} ${await answer.text()}`)
  }
}
