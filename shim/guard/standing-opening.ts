import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'
import type { GuardRecord } from '../../src/client/index.ts'
import { readFileBounded } from '../../src/files/index.ts'
import type { OpenRequest } from '../runs/index.ts'

const MAX_CONFIG_BYTES = 256 * 1024

/**
 * What a witness would have said of a pip of this person: the environment as it was when the guard was made, and pip's
 * configuration files as they are now. Of the pip itself nothing is known.
 */
export async function standingOpening({ env }: GuardRecord): Promise<OpenRequest> {
  const config = await Promise.all(configFiles(env).map(configAt))
  return {
    v: 1,
    pid: process.pid,
    cwd: '/',
    // `[install]` is the command's section that counts.
    argv: ['install'],
    python: { version: '', executable: '', prefix: '' },
    pip: { version: '', location: '' },
    env,
    config: config.filter((file) => file !== null),
  }
}

/** The files in the order in which pip loads them (`pip._internal.configuration.iter_config_files`), but for an environment's own. */
function configFiles(env: GuardRecord['env']): readonly string[] {
  const home = env['HOME'] ?? homedir()
  const base = env['XDG_CONFIG_HOME'] ?? ''
  const user = isAbsolute(base) ? base : join(home, '.config')
  const folders = (env['XDG_CONFIG_DIRS'] ?? '/etc/xdg').split(':').filter(isAbsolute)
  const named = env['PIP_CONFIG_FILE'] ?? ''
  return [
    ...folders.map((folder) => join(folder, 'pip', 'pip.conf')),
    '/etc/pip.conf',
    join(home, '.pip', 'pip.conf'),
    join(home, 'Library', 'Application Support', 'pip', 'pip.conf'),
    join(user, 'pip', 'pip.conf'),
    ...(isAbsolute(named) && named !== '/dev/null' ? [named] : []),
  ]
}

async function configAt(path: string): Promise<{ path: string; text: string } | null> {
  const bytes = await readFileBounded(path, { maxBytes: MAX_CONFIG_BYTES }).catch(() => null)
  return bytes === null ? null : { path, text: Buffer.from(bytes).toString('utf8') }
}
