import type { UpstreamSettings } from './upstream-settings.ts'

/** Where pip is to go instead. */
export interface InjectionTarget {
  /** With the run's token as password. */
  readonly proxyUrl: string
  readonly caBundle: string
  /** Cache folder for runs whose person has chosen none. */
  readonly pipCache: string
}

/** Arguments and environment that point pip at the interceptor; null removes a variable. */
export interface Injection {
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string | null>>
}

/** First version whose `--proxy` wins over `*_proxy` in the environment. */
const PROXY_OPTION_WINS = 24
const PROXY_VARIABLES = ['http_proxy', 'https_proxy', 'all_proxy'].flatMap((name) => [
  name,
  name.toUpperCase(),
])

/**
 * One recipe for all pips (channels.md): environment, which children of 21–24 get, and arguments, which win over the
 * person's own. Never `--cache-dir`, which would undo `--no-cache-dir`; never `PIP_CONFIG_FILE`, which would hide pip's own.
 */
export function injectionFor(
  settings: Pick<UpstreamSettings, 'cacheIsSet' | 'lacksValue'>,
  pipVersion: string,
  env: Readonly<Record<string, string>>,
  { proxyUrl, caBundle, pipCache }: InjectionTarget,
): Injection {
  return {
    // An argument put where a value is wanted becomes that value, and pip's complaint would show the run's token.
    args: settings.lacksValue ? [] : [`--proxy=${proxyUrl}`, `--cert=${caBundle}`],
    env: {
      PIP_PROXY: proxyUrl,
      PIP_CERT: caBundle,
      REQUESTS_CA_BUNDLE: caBundle,
      ...(settings.cacheIsSet ? {} : { PIP_CACHE_DIR: pipCache }),
      ...withoutOlderRoads(pipVersion, env),
    },
  }
}

/** Up to 23, requests puts the environment's proxies before pip's own: they would lead past the interceptor. */
function withoutOlderRoads(pipVersion: string, env: Readonly<Record<string, string>>): Record<string, null> {
  if (Number.parseInt(pipVersion, 10) >= PROXY_OPTION_WINS) return {}
  return Object.fromEntries(PROXY_VARIABLES.filter((name) => name in env).map((name) => [name, null]))
}
