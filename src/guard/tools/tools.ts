import { isAbsolute, join } from 'node:path'
import type { GuardAddress } from '../../client/index.ts'
import type { GuardWorld } from '../protect/guard-world.ts'
import type { TomlSetting } from './toml-settings.ts'

/** Tools that fetch packages by themselves, without pip, and can be sent to the guard. */
export const TOOL_NAMES = ['uv', 'poetry', 'pdm'] as const
export type ToolName = (typeof TOOL_NAMES)[number]

/** How one tool is sent to the guard. */
export interface Tool {
  readonly programs: readonly string[]
  /** The tool's own configuration file for this user, absolute. */
  readonly conf: (world: Pick<GuardWorld, 'env' | 'home' | 'platform'>) => string
  /** What is written there. */
  readonly settings: (address: GuardAddress, cache: string) => readonly TomlSetting[]
  /** The variable that names its cache. */
  readonly cacheVariable: string
}

export const TOOLS: Readonly<Record<ToolName, Tool>> = {
  uv: {
    programs: ['uv', 'uvx'],
    conf: ({ env, home }) => join(xdgConfig(env, home), 'uv', 'uv.toml'),
    settings: ({ proxyUrl }, cache) => [
      { table: null, key: 'https-proxy', value: proxyUrl },
      { table: null, key: 'http-proxy', value: proxyUrl },
      { table: null, key: 'no-proxy', value: [] },
      { table: null, key: 'cache-dir', value: cache },
    ],
    cacheVariable: 'UV_CACHE_DIR',
  },
  poetry: {
    programs: ['poetry'],
    conf: ({ env, home, platform }) =>
      join(
        absolute(env['POETRY_CONFIG_DIR']) ?? platformConfig('pypoetry', env, home, platform),
        'config.toml',
      ),
    settings: ({ caBundle }) => [{ table: 'certificates.PyPI', key: 'cert', value: caBundle }],
    cacheVariable: 'POETRY_CACHE_DIR',
  },
  pdm: {
    programs: ['pdm'],
    conf: ({ env, home, platform }) =>
      absolute(env['PDM_CONFIG_FILE']) ?? join(platformConfig('pdm', env, home, platform), 'config.toml'),
    settings: ({ caBundle }) => [{ table: 'pypi', key: 'ca_certs', value: caBundle }],
    cacheVariable: 'PDM_CACHE_DIR',
  },
}

/** Whether a word names one of them. */
export function isToolName(word: string): word is ToolName {
  return TOOL_NAMES.some((name) => name === word)
}

const absolute = (path: string | undefined): string | null =>
  path !== undefined && isAbsolute(path) ? path : null

const xdgConfig = (env: NodeJS.ProcessEnv, home: string): string =>
  absolute(env['XDG_CONFIG_HOME']) ?? join(home, '.config')

/** As `platformdirs.user_config_path` has it. */
const platformConfig = (
  name: string,
  env: NodeJS.ProcessEnv,
  home: string,
  platform: NodeJS.Platform,
): string =>
  platform === 'darwin'
    ? join(home, 'Library', 'Application Support', name)
    : join(xdgConfig(env, home), name)
