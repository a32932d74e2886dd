import { gzipSync } from 'node:zlib'
import { certificateBodies, pemOfBody } from '../../../shim/ca/pem.ts'
import { parseCommandLine } from '../../../shim/pip-settings/command-line.ts'
import { parseConfigText } from '../../../shim/pip-settings/config-text.ts'
import {
  basic,
  locksIn,
  namedSources,
  pinsIn,
  readUpstreamSettings,
  requirementLines,
} from '../../../shim/pip-settings/index.ts'
import { optionsIn } from '../../../shim/pip-settings/requirement-lines.ts'
import { SettingsError } from '../../../shim/pip-settings/settings-error.ts'
import { pageOrigin, pageUrlOf } from '../../../shim/gather/page-origin.ts'
import { fileNameOf, isArchiveName } from '../../../shim/proxy/file-name.ts'
import { requestHeaders, responseHeaders } from '../../../shim/proxy/headers.ts'
import { likelyIndex } from '../../../shim/proxy/page-answer.ts'
import { isPlainText, readsAlike } from '../../../shim/proxy/plain-text.ts'
import { ProxyError } from '../../../shim/proxy/proxy-error.ts'
import { decodeBody } from '../../../shim/proxy/read-body.ts'
import { addressKey, asciiLine, publicAddress, RunsError } from '../../../shim/runs/index.ts'
import {
  parseBody,
  parseClose,
  parseEvent,
  parseHello,
  parseJudge,
  parseOpen,
} from '../../../shim/runs/parse-call.ts'
import { sourceMemory } from '../../../shim/runs/source-memory.ts'
import { pathWords } from '../../../shim/runs/path-words.ts'
import { urlsIn } from '../../../shim/runs/urls-in.ts'
import { EncodingError } from '../../../src/encoding/index.ts'
import { artifactOf } from '../../../test/verify/support.ts'
import { attempt, holds, textOf, type Example, type Target } from '../target.ts'

const NOTHING_IS_THROWN: Target['errors'] = []
const DIGEST = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const NO_SOURCES = { sources: sourceMemory({ indexUrls: [], findLinksUrls: [] }, []) }
const FLASK = artifactOf('flask-1.0.tar.gz', DIGEST).project
const CALLS = [parseOpen, parseHello, parseJudge, parseEvent, parseClose]

const calls = (): readonly Example[] =>
  [
    {
      pid: 1,
      cwd: '/w',
      argv: ['install', 'x'],
      python: { version: '3.12', executable: '/p', prefix: '/q' },
      pip: { version: '25', location: '/l' },
      env: { PIP_INDEX_URL: 'https://packages.example' },
      config: [{ path: '/c', text: '[global]' }],
    },
    { pid: 1, role: 'main' },
    { what: 'file', pid: 1, path: '/f', sha256: DIGEST, size: 1, unpacked: true, place: 'built' },
    { what: 'vcs', pid: 1, location: 'git+https://x', revision: null },
    { pid: 1, type: 'file-refused', detail: 'x', code: 'TC1001' },
    { exitCode: 0, colour: true },
  ].map((call) => JSON.stringify({ v: 1, ...call }))

const CONFIG = `[global]\nindex-url = https://u:p@packages.example/simple\nextra_index_url =\n    https://b.example\n    file:///x\nproxy: http://%41:b@proxy:8080\n; c\n[install]\nfind-links=./a b\ncert = ~/c.pem\nno-index = true\n`
const REQUIREMENTS = `--index-url https://packages.example/simple\n-r other.txt\n-e ./local[extra]#egg=x\nflask==1.0 ; python_version >= "3.8" and (extra == 'a' or sys_platform != "win32") \\\n  --hash=sha256:${DIGEST}\nx @ https://h.example/x-1.0.zip#sha256=${DIGEST}\n-c"a b" \${HOME}/x ~/y\n`
const LOCK = `lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "flask"\nversion = "1.0"\nattestation-identities = [{kind = "GitHub", repository = "a/b", workflow = "w.yml"}]\nwheels = [{name = "f.whl", url = "https://x/f.whl", hashes = {sha256 = "${DIGEST}"}}]\n[packages.sdist]\nhashes = {sha256 = "${DIGEST}"}\n`

export const shimTargets: readonly Target[] = [
  {
    name: 'witness-calls',
    errors: [RunsError],
    seeds: calls,
    run(input) {
      const body = parseBody(input)
      for (const read of CALLS) attempt<unknown>([RunsError], () => read(body))
    },
  },
  {
    name: 'pip-settings',
    errors: [SettingsError],
    tokens: [
      '[',
      ']',
      ' = ',
      '\n ',
      '://',
      '%',
      '@',
      ',',
      'no_proxy=',
      '--',
      'https://%ff:%@h/',
      'socks5://',
      '*',
      '10.0.0.0/8',
      '::1',
    ],
    seeds: () => [CONFIG, 'install --index-url https://a.example\nhttps://b.example/x\nlocalhost,10.0.0.0/8'],
    maxBytes: 4096,
    run(input) {
      const text = textOf(input)
      parseConfigText(text)
      const [argv = '', proxy = '', bypass = ''] = text.split('\n')
      const env = { http_proxy: proxy, no_proxy: bypass, PIP_EXTRA_INDEX_URL: proxy, HOME: '/home/dana' }
      const config = [{ path: '/etc/pip.conf', text }]
      parseCommandLine(argv.split(' '))
      const settings = readUpstreamSettings({
        argv: argv.split(' '),
        env,
        config,
        cwd: '/w',
        builtInIndex: null,
      })
      for (const url of settings.indexUrls) {
        settings.proxyFor(url)
        basic(url)
      }
      settings.proxyFor(new URL('http://127.0.0.1/'))
    },
  },
  {
    name: 'requirements',
    errors: NOTHING_IS_THROWN,
    tokens: [
      '-r ',
      '-e ',
      '--hash=sha256:',
      ' @ ',
      ' ; ',
      '\\\n',
      'file:',
      '#egg=',
      '${',
      '~',
      '"',
      "'",
      '[',
      ']',
      '\\u002f',
      '\u2028',
    ],
    seeds: () => [REQUIREMENTS],
    async run(input) {
      const text = textOf(input)
      optionsIn(requirementLines(text))
      for (const url of namedSources(text).indexUrls) basic(url)
      for (const word of pathWords(text)) holds(word === null || word.length > 0, 'words are not empty')
      urlsIn(text)
      await pinsIn([{ kind: 'requirements', text }])
    },
  },
  {
    name: 'pylock',
    errors: NOTHING_IS_THROWN,
    tokens: [
      '[[packages]]\n',
      '[packages.',
      '"""',
      "'''",
      ' = ',
      '1979-05-27T07:32:00Z',
      'inf',
      '0x',
      '\\U0010ffff',
      '{',
      '}',
      '[',
      ']',
      '__proto__ = ',
      '[__proto__]\n',
    ],
    seeds: () => [LOCK],
    async run(input) {
      const files = [{ kind: 'pylock', text: textOf(input) }] as const
      const locks = await locksIn(files)
      locks.namedFor(artifactOf('flask-1.0.tar.gz', DIGEST))
      await pinsIn(files)
    },
  },
  {
    name: 'http-pieces',
    errors: [ProxyError],
    tokens: [
      'filename=',
      'filename*=',
      ';',
      '"',
      'charset=',
      'gzip',
      '%',
      '%2f',
      '//',
      '@',
      '..',
      '\u0000',
      'keep-alive, ',
      'https://[::1]:0/',
    ],
    seeds: () => [
      'https://u:p@h.example/a%2Fb/c-1.0.tar.gz?x=y#z\nattachment; filename="d.whl"\ntext/plain; charset=utf-8\ngzip, br\nbody',
      'http://[::1]/~a/%C3%A9.whl\ninline; filename=x\ntext/html\nidentity\n',
    ],
    async run(input) {
      const [address = '', disposition = '', type = '', encoding = ''] = textOf(input).split('\n')
      readsAlike(Buffer.from(input), type)
      isPlainText(input)
      asciiLine(disposition)
      responseHeaders({ connection: encoding, 'content-type': type })
      const url = URL.parse(address)
      if (url !== null) {
        const name = fileNameOf(url, null, disposition)
        holds(!name.includes('/') && name.length <= 512, 'a name is one segment')
        isArchiveName(url)
        addressKey(url)
        publicAddress(url)
        requestHeaders({ connection: encoding, 'accept-encoding': encoding }, url)
        attempt(NOTHING_IS_THROWN, () => basic(url))
      }
      await decodeBody(Buffer.from(input), encoding, 64 * 1024)
    },
  },
  {
    name: 'http-bodies',
    errors: [ProxyError],
    seeds: () => [gzipSync('text'.repeat(50)), gzipSync('')],
    async run(input) {
      const body = await decodeBody(Buffer.from(input), 'gzip', 64 * 1024)
      holds(body.length <= 64 * 1024, 'bounded')
    },
  },
  {
    name: 'certificate-bundle',
    errors: [EncodingError],
    tokens: ['-----BEGIN CERTIFICATE-----', '-----END CERTIFICATE-----', 'TRUSTED ', 'X509 '],
    seeds: () => [
      '# c\n-----BEGIN CERTIFICATE-----\nAAAA\nBBBB\n-----END CERTIFICATE-----\n-----BEGIN TRUSTED CERTIFICATE-----\nAA==\n-----END TRUSTED CERTIFICATE-----\n',
    ],
    run: (input) => certificateBodies(Buffer.from(input).toString('latin1')).map(pemOfBody),
  },
  {
    name: 'page-addresses',
    errors: NOTHING_IS_THROWN,
    tokens: ['//', '/simple/', '/flask/', '%2f', '[', '@', '\\', '/../', 'https://'],
    seeds: () => [
      'https://u:p@h.example/simple/flask/',
      'http://h.example//x/flask',
      'https://h.example/a%2Fb/',
    ],
    run(input) {
      const url = URL.parse(textOf(input))
      if (url === null || !/^https?:$/.test(url.protocol)) return
      const found = pageOrigin(NO_SOURCES, url)
      const index = likelyIndex(url, { project: null })
      const page = pageUrlOf(url, FLASK)
      for (const each of [found?.index, index, page])
        holds(each == null || each.origin === url.origin, 'what a page’s address leads to is on its server')
    },
  },
  {
    name: 'addresses',
    errors: NOTHING_IS_THROWN,
    tokens: ['https://', '%', '@', ':', '%ff', '/../', '?', '#'],
    seeds: () => ['https://user:pa%20ss@h.example/simple/', '/a/b', 'file:///x'],
    run(input) {
      const url = URL.parse(textOf(input))
      if (url === null) return
      basic(url)
      namedSources(textOf(input))
    },
  },
]
