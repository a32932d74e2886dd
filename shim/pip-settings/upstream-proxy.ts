import { parseProxy, type UpstreamProxy } from './proxy-address.ts'
import { bareHost } from './login.ts'
import { noProxy } from './no-proxy.ts'
import type { OptionValues } from './option-values.ts'

/** Which proxy, if any, stands before an address. */
export type ProxyChoice = (url: URL) => UpstreamProxy | null

type Environment = Readonly<Record<string, string>>

/**
 * pip's choice of proxies: `--proxy` (option, `PIP_PROXY` or configuration) for everything, else the `*_proxy` variables
 * with `no_proxy`. An empty `--proxy` and `--no-proxy-env` mean none.
 * @throws SettingsError `proxy-unsupported` for kinds that nobody here speaks, `malformed` for what is no URL
 */
export function proxyChoice(options: OptionValues, env: Environment): ProxyChoice {
  const named = options.last('proxy')
  if (named !== null && named.trim() !== '') {
    const proxy = parseProxy(named.trim())
    return () => proxy
  }
  if (named !== null || options.isOn('no-proxy-env')) return () => null
  return fromEnvironment(env)
}

function fromEnvironment(env: Environment): ProxyChoice {
  const bypass = noProxy(variable(env, 'no_proxy') ?? '')
  const of = (name: string): UpstreamProxy | null => {
    const value = variable(env, name) ?? variable(env, 'all_proxy')
    return value === null ? null : parseProxy(value)
  }
  const proxies = { 'http:': of('http_proxy'), 'https:': of('https_proxy') }
  return (url) => {
    if (bypass(bareHost(url.hostname), url.port || (url.protocol === 'https:' ? '443' : '80'))) return null
    return url.protocol === 'https:' ? proxies['https:'] : proxies['http:']
  }
}

/** The lower-case name wins, as in Python's `getproxies_environment`; empty counts as absent. */
function variable(env: Environment, name: string): string | null {
  const value = env[name] ?? env[name.toUpperCase()]
  return value === undefined || value.trim() === '' ? null : value.trim()
}
