import test from 'ava'
import {
  readUpstreamSettings,
  type SettingsInput,
  type UpstreamProxy,
  type UpstreamSettings,
} from '../../../shim/pip-settings/index.ts'

const read = (changes: Partial<SettingsInput>): UpstreamSettings =>
  readUpstreamSettings({
    argv: ['install', 'x'],
    env: {},
    config: [],
    cwd: '/work',
    builtInIndex: 'https://built.example/simple',
    ...changes,
  })
const proxyOf = (changes: Partial<SettingsInput>, url: string): string | null => {
  const proxy = read(changes).proxyFor(new URL(url))
  return proxy === null ? null : `${proxy.host}:${proxy.port}`
}
const authorizationOf = (proxy: UpstreamProxy | null): string | null =>
  proxy?.kind === 'http' ? proxy.authorization : null
const config = (text: string): SettingsInput['config'] => [{ path: '/etc/pip.conf', text }]
const INDEX = 'https://index.example/simple/x/'

test('the built-in index counts when none is set, and none with --no-index', (t) => {
  t.deepEqual(read({}).indexUrls.map(String), ['https://built.example/simple'])
  t.deepEqual(read({ argv: ['install', '--no-index', 'x'] }).indexUrls, [])
  t.deepEqual(read({ builtInIndex: null }).indexUrls, [])
})

test('command line over environment over configuration', (t) => {
  const all = {
    config: config('[global]\nindex-url = https://c.example/\n[install]\nindex_url: https://d.example/'),
    env: { PIP_INDEX_URL: 'https://e.example/' },
  }
  t.is(read({ config: all.config }).indexUrls[0]?.href, 'https://d.example/')
  t.is(read({ config: all.config, argv: ['download', 'x'] }).indexUrls[0]?.href, 'https://c.example/')
  t.is(read(all).indexUrls[0]?.href, 'https://e.example/')
  t.is(
    read({ ...all, argv: ['install', '-i', 'https://f.example/'] }).indexUrls[0]?.href,
    'https://f.example/',
  )
  t.is(read({ ...all, argv: ['--isolated', 'install', 'x'] }).indexUrls[0]?.href, 'https://d.example/')
})

test('values that go on over lines, comments and dashes in front', (t) => {
  const text =
    '[global]\n; a comment\n--extra-index-url =\n    https://a.example/\n    # another\n    https://b.example/\n'
  t.deepEqual(
    read({ config: config(text) })
      .indexUrls.slice(1)
      .map(String),
    ['https://a.example/', 'https://b.example/'],
  )
})

test('find-links are told apart: addresses, folders, file addresses', (t) => {
  const { findLinksUrls, localSources } = read({
    argv: ['install', '-f', 'https://l.example/x', '-f', 'wheels', '-f', 'file:///srv/w'],
  })
  t.deepEqual(findLinksUrls.map(String), ['https://l.example/x'])
  t.deepEqual(localSources, ['/work/wheels', '/srv/w'])
})

test('an option names the proxy for everything, whatever no_proxy says', (t) => {
  const env = { NO_PROXY: '*', HTTPS_PROXY: 'http://env.example:1' }
  t.is(
    proxyOf({ argv: ['install', '--proxy', 'user:p%40ss@p.example:8080', 'x'], env }, INDEX),
    'p.example:8080',
  )
  t.is(
    proxyOf({ argv: ['install', '--proxy', '', 'x'], env: { HTTPS_PROXY: 'http://env.example:1' } }, INDEX),
    null,
  )
  t.is(
    proxyOf(
      { argv: ['install', '--no-proxy-env', 'x'], env: { HTTPS_PROXY: 'http://env.example:1' } },
      INDEX,
    ),
    null,
  )
})

test('credentials of a proxy are decoded and sent as Basic', (t) => {
  const proxy = read({ argv: ['install', '--proxy', 'http://user:p%40ss@p.example', 'x'] }).proxyFor(
    new URL(INDEX),
  )
  t.is(authorizationOf(proxy), `Basic ${Buffer.from('user:p@ss').toString('base64')}`)
  t.is(proxy?.port, 80)
})

test('credentials that are not whole escapes are sent as they stand, as Python has it', (t) => {
  const proxy = read({ argv: ['install', '--proxy', 'http://%@p.example', 'x'] }).proxyFor(new URL(INDEX))
  t.is(authorizationOf(proxy), `Basic ${Buffer.from('%:').toString('base64')}`)
  const other = read({ argv: ['install', '--proxy', 'http://a%ff:%4@p.example', 'x'] }).proxyFor(
    new URL(INDEX),
  )
  t.is(authorizationOf(other), `Basic ${Buffer.from('a\ufffd:%4').toString('base64')}`)
})

for (const [noProxy, url, expected] of [
  ['', INDEX, 'p.example:3128'],
  ['*', INDEX, null],
  ['index.example', INDEX, null],
  ['.example', INDEX, null],
  ['.index.example', INDEX, null],
  ['other.example', INDEX, 'p.example:3128'],
  ['index.example:443', INDEX, null],
  ['index.example:444', INDEX, 'p.example:3128'],
  ['10.0.0.0/8', 'https://10.1.2.3/', null],
  ['10.0.0.0/8', 'https://11.1.2.3/', 'p.example:3128'],
  ['10.0.0.0/99', 'https://10.1.2.3/', 'p.example:3128'],
  ['fd00::/8', 'https://[fd00::1]/', null],
] as const) {
  test(`no_proxy=${noProxy} for ${url}`, (t) => {
    t.is(proxyOf({ env: { https_proxy: 'http://p.example:3128', no_proxy: noProxy } }, url), expected)
  })
}

test('http and https have their own proxies, and all_proxy stands for both', (t) => {
  t.is(
    proxyOf(
      { env: { http_proxy: 'http://h.example:1', HTTPS_PROXY: 'http://s.example:2' } },
      'http://x.example/',
    ),
    'h.example:1',
  )
  t.is(proxyOf({ env: { ALL_PROXY: 'http://a.example:3' } }, INDEX), 'a.example:3')
})

for (const [proxy, expected] of [
  ['https://p.example', { kind: 'http', secure: true, host: 'p.example', port: 443, authorization: null }],
  [
    'socks5://u%40x:p@p.example',
    {
      kind: 'socks',
      version: 5,
      names: 'here',
      host: 'p.example',
      port: 1080,
      login: { user: 'u@x', password: 'p' },
    },
  ],
  [
    'socks5h://[::1]:9050',
    { kind: 'socks', version: 5, names: 'there', host: '::1', port: 9050, login: null },
  ],
  [
    'socks4a://p.example',
    { kind: 'socks', version: 4, names: 'there', host: 'p.example', port: 1080, login: null },
  ],
] as const) {
  test(`a proxy ${proxy} is read`, (t) => {
    t.deepEqual(read({ env: { ALL_PROXY: proxy } }).proxyFor(new URL(INDEX)), expected)
  })
}

for (const proxy of [
  'ftp://p.example',
  'http://p.example/proxy.pac',
  'http://wpad/wpad.dat',
  'pac+http://p.example/x',
]) {
  test(`a proxy ${proxy} is refused with words`, (t) => {
    const error = t.throws(() => read({ argv: ['install', '--proxy', proxy, 'x'] }), {
      code: 'proxy-unsupported',
    })
    t.is(/PAC/.test(error?.message ?? ''), !proxy.startsWith('ftp'))
  })
}

for (const [name, changes, expected] of [
  ['nothing set', {}, 'auto'],
  ['nobody to ask', { env: { PIP_NO_INPUT: '1' } }, null],
  [
    'nobody to ask, a provider named',
    { argv: ['install', '--no-input', '--keyring-provider', 'import', 'x'] },
    'import',
  ],
  [
    'a provider in the configuration',
    { config: config('[global]\nkeyring-provider = subprocess') },
    'subprocess',
  ],
  ['disabled', { env: { PIP_KEYRING_PROVIDER: 'disabled' } }, null],
] as const) {
  test(`keyring: ${name}`, (t) => t.is(read(changes).logins.keyring, expected))
}

test('netrc is where NETRC says, else in the home folder', (t) => {
  t.deepEqual(read({ env: { HOME: '/home/u' } }).logins.netrcFiles, ['/home/u/.netrc', '/home/u/_netrc'])
  t.deepEqual(read({ env: { HOME: '/home/u', NETRC: '/n' } }).logins.netrcFiles, ['/n'])
})

test('certificates that the person named, wherever', (t) => {
  const { caFiles, systemCaFiles, clientCert } = read({
    argv: ['install', '--cert', 'a.pem', '--client-cert', '~/c.pem', 'x'],
    env: { REQUESTS_CA_BUNDLE: '/b.pem', SSL_CERT_DIR: '/d:/e', HOME: '/home/u' },
  })
  t.deepEqual(caFiles, ['/work/a.pem', '/b.pem'])
  t.deepEqual(systemCaFiles, ['/d', '/e'])
  t.is(clientCert, '/home/u/c.pem')
})

for (const [name, changes, expected] of [
  ['nowhere', {}, false],
  ['on the command line', { argv: ['install', '--no-cache-dir', 'x'] }, true],
  ['in the environment', { env: { PIP_CACHE_DIR: '/c' } }, true],
  ['in the configuration', { config: config('[global]\nno-cache-dir = true') }, true],
] as const) {
  test(`a cache folder set ${name}`, (t) => t.is(read(changes).cacheIsSet, expected))
}
