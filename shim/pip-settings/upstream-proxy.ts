import { BlockList, isIP } from 'node:net'
import type { OptionValues } from './option-values.ts'
import { SettingsError } from './settings-error.ts'

/** An http proxy between this machine and the index. */
export interface UpstreamProxy {
  readonly host: string
  readonly port: number
  /** Value of `Proxy-Authorization`, or null. */
  readonly authorization: string | null
}

/** Which proxy, if any, stands before an address. */
export type ProxyChoice = (url: URL) => UpstreamProxy | null

type Environment = Readonly<Record<string, string>>

/**
 * pip's choice of proxies: `--proxy` (option, `PIP_PROXY` or configuration) for everything, else the `*_proxy` variables
 * with `no_proxy`. An empty `--proxy` and `--no-proxy-env` mean none.
 * @throws SettingsError `proxy-unsupported` for socks and https proxies, `malformed` for what is no URL
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
  return (url) => (bypass(url) ? null : url.protocol === 'https:' ? proxies['https:'] : proxies['http:'])
}

/** The lower-case name wins, as in Python's `getproxies_environment`; empty counts as absent. */
function variable(env: Environment, name: string): string | null {
  const value = env[name] ?? env[name.toUpperCase()]
  return value === undefined || value.trim() === '' ? null : value.trim()
}

function parseProxy(text: string): UpstreamProxy {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (url === null || url.hostname === '') {
    throw new SettingsError('malformed', {
      message: 'the proxy that pip is set to is not an URL',
      hint: 'check `--proxy`',
    })
  }
  if (url.protocol !== 'http:') {
    const message = `an upstream proxy of kind \`${url.protocol.slice(0, -1)}\` is not supported, only \`http\``
    throw new SettingsError('proxy-unsupported', {
      message,
      hint: 'name an http proxy with `--proxy http://HOST:PORT`',
    })
  }
  return { host: bareHost(url.hostname), port: Number(url.port || '80'), authorization: basic(url) }
}

/** `Basic` credentials of an URL, decoded and encoded anew; null when it has none. */
export function basic(url: URL): string | null {
  if (url.username === '' && url.password === '') return null
  const text = `${unquoted(url.username)}:${unquoted(url.password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}

/** Python's `unquote`: what is no whole escape stays as it is, and bytes that are no UTF-8 become U+FFFD. */
function unquoted(text: string): string {
  return text.replaceAll(/(?:%[\da-f]{2})+/gi, (run) =>
    Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8'),
  )
}

/** `[::1]` → `::1` */
export const bareHost = (hostname: string): string => hostname.replace(/^\[(.*)\]$/, '$1')

/** requests' `should_bypass_proxies`: `*`, addresses and networks, and names that the host ends with. */
function noProxy(text: string): (url: URL) => boolean {
  const entries = text
    .split(',')
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== '')
  return (url) => {
    const host = bareHost(url.hostname)
    const withPort = `${host}:${url.port || (url.protocol === 'https:' ? '443' : '80')}`
    return entries.some((entry) => covers(entry, host, withPort))
  }
}

function covers(entry: string, host: string, withPort: string): boolean {
  if (entry === '*') return true
  if (isIP(host) !== 0) return entry === host || entry === withPort || inNetwork(entry, host)
  return host.endsWith(entry) || withPort.endsWith(entry) || `.${host}` === entry
}

function inNetwork(entry: string, host: string): boolean {
  const [network = '', bits = ''] = entry.split('/')
  if (!/^\d{1,3}$/.test(bits) || isIP(network) === 0 || isIP(network) !== isIP(host)) return false
  const family = isIP(network) === 4 ? 'ipv4' : 'ipv6'
  if (Number(bits) > (family === 'ipv4' ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(network, Number(bits), family)
  return list.check(host, family)
}
