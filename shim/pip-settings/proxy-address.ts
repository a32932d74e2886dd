import { bareHost, basicOf, type Login, loginIn } from './login.ts'
import { SettingsError } from './settings-error.ts'

/** A proxy between this machine and the index. */
export type UpstreamProxy = HttpProxy | SocksProxy

/** One that is asked for a tunnel by `CONNECT`, and for plain http by whole addresses. */
export interface HttpProxy {
  readonly kind: 'http'
  /** Spoken to over TLS (`https://PROXY`). */
  readonly secure: boolean
  readonly host: string
  readonly port: number
  /** Value of `Proxy-Authorization`, or null. */
  readonly authorization: string | null
}

/** One that carries connections of any kind (SOCKS 4 and 4a; RFC 1928, RFC 1929). */
export interface SocksProxy {
  readonly kind: 'socks'
  readonly version: 4 | 5
  /** Who looks names up: this machine, or the proxy (`socks4a`, `socks5h`). */
  readonly names: 'here' | 'there'
  readonly host: string
  readonly port: number
  readonly login: Login | null
}

const SOCKS: ReadonlyMap<string, Pick<SocksProxy, 'version' | 'names'>> = new Map([
  ['socks:', { version: 5, names: 'here' }],
  ['socks4:', { version: 4, names: 'here' }],
  ['socks4a:', { version: 4, names: 'there' }],
  ['socks5:', { version: 5, names: 'here' }],
  ['socks5h:', { version: 5, names: 'there' }],
])

/**
 * A proxy's address as people write it, with or without a scheme.
 * @throws SettingsError `proxy-unsupported`, `malformed`
 */
export function parseProxy(text: string): UpstreamProxy {
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`)
  if (url === null || url.hostname === '') {
    throw new SettingsError('malformed', {
      message: 'the proxy that pip is set to is not an URL',
      hint: 'check `--proxy`, `proxy =` in pip.conf, and `HTTPS_PROXY`: http://USER:PASSWORD@HOST:PORT',
    })
  }
  if (isScript(url)) throw scriptIsNoProxy()
  const host = bareHost(url.hostname)
  const socks = SOCKS.get(url.protocol)
  if (socks !== undefined)
    return { kind: 'socks', ...socks, host, port: Number(url.port || '1080'), login: loginIn(url) }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw unknownKind(url)
  const secure = url.protocol === 'https:'
  const login = loginIn(url)
  const authorization = login === null ? null : basicOf(login)
  return { kind: 'http', secure, host, port: Number(url.port || (secure ? '443' : '80')), authorization }
}

/** Addresses of scripts that choose proxies (PAC), which nobody would give a proxy itself. */
const isScript = ({ protocol, pathname }: URL): boolean =>
  protocol.startsWith('pac+') || /(\.pac|\/wpad\.dat)$/i.test(pathname)

function scriptIsNoProxy(): SettingsError {
  return new SettingsError('proxy-unsupported', {
    message:
      'the proxy that pip is set to is the address of a script that chooses proxies (PAC): expected a proxy, neither pip nor pip-trust runs such scripts',
    hint: 'look the proxy up in the script, and name it: --proxy http://HOST:PORT',
  })
}

function unknownKind({ protocol }: URL): SettingsError {
  return new SettingsError('proxy-unsupported', {
    message: `an upstream proxy of kind \`${protocol.slice(0, -1)}\` is not supported: expected http, https, socks4, socks4a, socks5 or socks5h`,
    hint: 'name such a one: --proxy http://HOST:PORT',
  })
}
