import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { inheritedEnvironment, mustRun } from '../../harness/index.ts'
import { freePort, LOGIN, serversPython, startServer, uploader, type RealServer } from './server.ts'

interface Wish {
  /** What needs a login: uploads alone, or all. */
  readonly login?: 'update' | 'update,download,list'
  /** Where names that it lacks are sent on to; nowhere when left out. */
  readonly fallback?: string
}

const HTPASSWD = `import sys
from passlib.apache import HtpasswdFile
file = HtpasswdFile(sys.argv[1], new=True)
file.set_password(*sys.argv[2:])
file.save()
`

/** Runs pypiserver in `folder`. */
export async function startPypiserver(
  folder: string,
  { login = 'update', fallback }: Wish = {},
): Promise<RealServer> {
  const python = await serversPython()
  const port = await freePort()
  const [packages, passwords] = [join(folder, 'packages'), join(folder, 'htpasswd')]
  await mkdir(packages, { recursive: true })
  const env = inheritedEnvironment()
  await mustRun(python, ['-c', HTPASSWD, passwords, LOGIN.user, LOGIN.password], { cwd: folder, env })
  const sentOn = fallback === undefined ? ['--disable-fallback'] : ['--fallback-url', fallback]
  const place = ['--interface', '127.0.0.1', '--port', String(port)]
  const rights = ['--passwords', passwords, '--authenticate', login]
  const args = ['-m', 'pypiserver', 'run', ...place, ...rights, ...sentOn, packages]
  const stop = await startServer(python, args, { cwd: folder, ready: /^Listening on / })
  const base = `http://127.0.0.1:${port}`
  return { base, indexUrl: `${base}/simple/`, upload: uploader(python, `${base}/`), stop }
}
