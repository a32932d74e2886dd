import { existsSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { GuardWorld } from './guard-world.ts'

/**
 * The user's configuration file that pip reads last, and that wins over the older `~/.pip/pip.conf`
 * (`pip._internal.configuration`, as `pip config debug` lists it).
 */
export function userPipConf({ env, home, platform }: Pick<GuardWorld, 'env' | 'home' | 'platform'>): string {
  if (platform === 'darwin') {
    const library = join(home, 'Library', 'Application Support', 'pip')
    return join(existsSync(library) ? library : join(home, '.config', 'pip'), 'pip.conf')
  }
  const base = env['XDG_CONFIG_HOME']?.trim() ?? ''
  return join(isAbsolute(base) ? base : join(home, '.config'), 'pip', 'pip.conf')
}
