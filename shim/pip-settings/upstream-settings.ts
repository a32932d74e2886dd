import { isAbsolute, join, resolve } from 'node:path'
import { type CommandLine, parseCommandLine } from './command-line.ts'
import { httpUrl } from './http-url.ts'
import { localPath } from './local-path.ts'
import { type LoginPlaces, loginPlaces } from './login-places.ts'
import { type OptionValues, optionValues, type PipInput } from './option-values.ts'
import { type ProxyChoice, proxyChoice } from './upstream-proxy.ts'

/** pip's own settings, as they count for the way between the interceptor and the indexes. */
export interface UpstreamSettings {
  readonly proxyFor: ProxyChoice
  /** Two runs with the same key may share connections. */
  readonly connectionKey: string
  /** Files and folders of certificates that the person named; when there are any, only they count (as in pip). */
  readonly caFiles: readonly string[]
  /** `--use-deprecated legacy-certs`: the system's store counts for nothing where the person named authorities. */
  readonly legacyCerts: boolean
  /** `--use-feature truststore`: it counts beside them, also for a pip that does so only when told. */
  readonly truststore: boolean
  /** `SSL_CERT_FILE` and `SSL_CERT_DIR`: what Python calls the system's store. */
  readonly systemCaFiles: readonly string[]
  /** PEM file with the client's certificate and key, or null. */
  readonly clientCert: string | null
  /** Where pip finds logins that addresses of indexes don't have. */
  readonly logins: LoginPlaces
  /** Hosts that pip would not verify. They are verified all the same; kept to say so. */
  readonly trustedHosts: readonly string[]
  readonly indexUrls: readonly URL[]
  /** `--find-links` that are URLs. */
  readonly findLinksUrls: readonly URL[]
  /** `--find-links` and indexes that are folders or files here, absolute. */
  readonly localSources: readonly string[]
  /** Requirements, paths and addresses that the person typed. */
  readonly words: readonly string[]
  /** Requirements, constraints and lock files here that the person named, absolute. */
  readonly requirementFiles: readonly string[]
  readonly command: string | null
  readonly isolated: boolean
  /** Whether the person has said anywhere where pip's cache lies, or that there is none. */
  readonly cacheIsSet: boolean
  /** The command line lacks an option's value: pip will say so. */
  readonly lacksValue: boolean
}

/** What the run's opening says, with the folder that relative paths start from. */
export interface SettingsInput extends PipInput {
  readonly cwd: string
  /** The index that this pip asks when none is set; null where it could not be learnt. */
  readonly builtInIndex: string | null
}

/**
 * Reads pip's command line, environment and configuration.
 * @throws SettingsError for a proxy that cannot be used
 */
export function readUpstreamSettings(input: SettingsInput): UpstreamSettings {
  const line = parseCommandLine(input.argv)
  const options = optionValues(input, line)
  const paths = pathsOf(options, input)
  return {
    ...paths,
    ...indexesOf(options, input),
    proxyFor: proxyChoice(options, input.env),
    connectionKey: connectionKey(paths, options, input),
    logins: loginPlaces(options, input.env),
    trustedHosts: options.all('trusted-host'),
    words: [...line.words, ...options.all('editable')],
    requirementFiles: requirementFiles(options, input.cwd),
    command: line.command,
    isolated: isIsolated(line, options),
    cacheIsSet: options.isSet('cache-dir') || options.isSet('no-cache-dir'),
    lacksValue: line.lacksValue,
  }
}

function requirementFiles(options: OptionValues, cwd: string): readonly string[] {
  const named = [...options.all('requirement'), ...options.all('constraint')]
  return named.map((text) => localPath(text, cwd)).filter(isPresent)
}

const isIsolated = (line: CommandLine, options: OptionValues): boolean =>
  line.options.some((option) => option.name === 'isolated') || options.isOn('isolated')

type Paths = Pick<UpstreamSettings, 'caFiles' | 'legacyCerts' | 'truststore' | 'systemCaFiles' | 'clientCert'>

function pathsOf(options: OptionValues, { cwd, env }: SettingsInput): Paths {
  const absolute = (path: string): string => expandUser(path, cwd, env)
  const named = [options.last('cert'), env['REQUESTS_CA_BUNDLE'], env['CURL_CA_BUNDLE']]
  const clientCert = present(options.last('client-cert'))
  return {
    caFiles: named.filter(isPresent).map(absolute),
    legacyCerts: options.all('use-deprecated').includes('legacy-certs'),
    truststore: options.all('use-feature').includes('truststore'),
    systemCaFiles: [env['SSL_CERT_FILE'], ...(env['SSL_CERT_DIR'] ?? '').split(':')]
      .filter(isPresent)
      .map(absolute),
    clientCert: clientCert === null ? null : absolute(clientCert),
  }
}

function connectionKey(paths: Paths, options: OptionValues, { env }: SettingsInput): string {
  const proxies = Object.entries(env).filter(([name]) => /_proxy$/i.test(name))
  const proxy = [
    options.last('proxy'),
    options.isOn('no-proxy-env'),
    proxies.sort(([a], [b]) => (a < b ? -1 : 1)),
  ]
  return JSON.stringify([paths, proxy])
}

function indexesOf(
  options: OptionValues,
  { cwd, builtInIndex }: SettingsInput,
): Pick<UpstreamSettings, 'indexUrls' | 'findLinksUrls' | 'localSources'> {
  const indexes = options.isOn('no-index')
    ? []
    : [options.last('index-url') ?? builtInIndex, ...options.all('extra-index-url')].filter(isPresent)
  const findLinks = options.all('find-links')
  const local = [...indexes, ...findLinks].map((text) => localPath(text, cwd)).filter(isPresent)
  return {
    indexUrls: indexes.flatMap(httpUrl),
    findLinksUrls: findLinks.flatMap(httpUrl),
    localSources: local,
  }
}

function expandUser(path: string, cwd: string, env: Readonly<Record<string, string>>): string {
  const home = env['HOME']
  if (path.startsWith('~/') && home !== undefined) return join(home, path.slice(2))
  return isAbsolute(path) ? path : resolve(cwd, path)
}

const isPresent = (value: string | null | undefined): value is string =>
  value !== null && value !== undefined && value !== ''
const present = (value: string | null): string | null => (value === '' ? null : value)
