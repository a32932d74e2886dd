import { join } from 'node:path'
import { readFileBounded } from '../../../files/index.ts'

const MAX_BYTES = 256 * 1024
/** The guard is reached by a proxy on this machine that wants a token. */
const PROXY = /^\s*proxy\s*[=:]\s*http:\/\/[^\s@/]+@127\.0\.0\.1:\d+/m

/** Whether one of pip's configuration files sends it to the guard. `prefix` is the environment's. */
export async function isSentToGuard(
  prefix: string,
  { env, home }: { readonly env: NodeJS.ProcessEnv; readonly home: string },
): Promise<boolean> {
  const named = env['PIP_CONFIG_FILE']
  const config = env['XDG_CONFIG_HOME'] ?? join(home, '.config')
  const own = [join(config, 'pip/pip.conf'), join(home, '.pip/pip.conf')]
  const files = [
    '/etc/pip.conf',
    // pip leaves the person's own files aside where another one is named.
    ...(named === undefined ? own : []),
    join(prefix, 'pip.conf'),
    ...(named === undefined ? [] : [named]),
  ]
  const texts = await Promise.all(files.map(textOf))
  return texts.some((text) => PROXY.test(text))
}

async function textOf(path: string): Promise<string> {
  const bytes = await readFileBounded(path, { maxBytes: MAX_BYTES }).catch(() => null)
  return bytes === null ? '' : Buffer.from(bytes).toString('utf8')
}
