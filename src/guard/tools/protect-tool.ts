import { mkdir, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import type { TomlTable } from 'smol-toml'
import type { GuardAddress } from '../../client/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { ensureGuard, leaveGuard } from '../protect/guard.ts'
import type { GuardWorld } from '../protect/guard-world.ts'
import { frontScript } from './front-script.ts'
import { mergedCertificates } from './merged-certificates.ts'
import { planToolConf, restoreToolConf, type RestoredConf } from './tool-conf.ts'
import { readToolRecord, writeToolRecord } from './tool-record.ts'
import { TOOLS, type ToolName } from './tools.ts'

/** What protecting a tool came to. */
export interface ToolProtection {
  readonly tool: ToolName
  /** Its configuration file, which sends it to the guard or lets it trust the guard alone. */
  readonly conf: string
  /** The folder that PATH must have first. */
  readonly fronts: string
  readonly programs: readonly string[]
  /** What it fetches is kept here, apart from what came another way. */
  readonly cache: string
  /** What is not as one might expect, in words. */
  readonly notices: readonly string[]
}

/** In the way of the guard's own, or of its certificate. */
const UNSET = ['NO_PROXY', 'no_proxy', 'CURL_CA_BUNDLE', 'SSL_CERT_DIR', 'UV_SYSTEM_CERTS', 'UV_NATIVE_TLS']

/**
 * Sends a tool to the guard: by its own configuration, by a front that gives it the guard's variables, and with a
 * cache of its own. `start` are the words that start the guard. Harmless when repeated.
 * @throws ProtectError, ClientError; nothing is left half done
 */
export async function protectTool(
  tool: ToolName,
  start: readonly string[],
  world: GuardWorld,
): Promise<ToolProtection> {
  const known = await readToolRecord(tool, world)
  const address = await ensureGuard(tool, world)
  try {
    return await point(tool, address, start, world)
  } catch (error) {
    if (known === null) await leaveGuard(tool, world)
    throw error
  }
}

async function point(
  name: ToolName,
  address: GuardAddress,
  start: readonly string[],
  world: GuardWorld,
): Promise<ToolProtection> {
  const { paths } = world
  const tool = TOOLS[name]
  const cache = join(paths.guardedToolsCache, name)
  const known = await readToolRecord(name, world)
  const path = known?.path ?? tool.conf(world)
  const plan = await planToolConf(path, tool.settings(address, cache), known, world)
  const { parse } = await import('smol-toml')
  const own = parse(plan.own)
  await mkdir(cache, { recursive: true, mode: 0o700 })
  await ensurePrivateFolder(paths.guardedToolsDir)
  await writeFileAtomically(paths.guardedToolsCa, await mergedCertificates(address, world), { mode: 0o600 })
  // The record is written first: whatever happens in between, what was changed can be given back.
  await writeToolRecord(name, plan.record, world)
  await plan.apply()
  await writeFronts(
    name,
    { ...variablesFor(address), [tool.cacheVariable]: cache, ...ownPlaces(name, own, world) },
    start,
    world,
  )
  return {
    tool: name,
    conf: path,
    fronts: paths.guardedToolsBin,
    programs: tool.programs,
    cache,
    notices: noticesOf(name, own),
  }
}

function variablesFor({ proxyUrl, caBundle }: GuardAddress): Readonly<Record<string, string>> {
  const proxies = ['HTTPS_PROXY', 'HTTP_PROXY', 'ALL_PROXY'].flatMap((name) => [name, name.toLowerCase()])
  return {
    ...Object.fromEntries(proxies.map((name) => [name, proxyUrl])),
    SSL_CERT_FILE: caBundle,
    REQUESTS_CA_BUNDLE: caBundle,
    // Pips that the tool starts.
    PIP_PROXY: proxyUrl,
    PIP_CERT: caBundle,
  }
}

/** poetry keeps its environments below its cache, unless told: they stay where they are. */
function ownPlaces(
  name: ToolName,
  own: TomlTable,
  { env, home, platform }: GuardWorld,
): Readonly<Record<string, string>> {
  if (name !== 'poetry') return {}
  const base = env['XDG_CACHE_HOME'] ?? ''
  const user =
    platform === 'darwin' ? join(home, 'Library', 'Caches') : isAbsolute(base) ? base : join(home, '.cache')
  const cache = env['POETRY_CACHE_DIR'] ?? textOf(own['cache-dir']) ?? join(user, 'pypoetry')
  const virtualenvs = own['virtualenvs']
  const named = isTable(virtualenvs) ? textOf(virtualenvs['path']) : null
  if (named !== null && !named.includes('{cache-dir}')) return {}
  return { POETRY_VIRTUALENVS_PATH: (named ?? '{cache-dir}/virtualenvs').replace('{cache-dir}', cache) }
}

async function writeFronts(
  tool: ToolName,
  variables: Readonly<Record<string, string>>,
  start: readonly string[],
  { paths, env }: GuardWorld,
): Promise<void> {
  await ensurePrivateFolder(paths.guardedToolsBin)
  const home = env['PIP_TRUST_HOME']
  const named = home === undefined || home === '' ? [] : [`PIP_TRUST_HOME=${home}`]
  for (const program of TOOLS[tool].programs) {
    const inherited =
      tool === 'uv'
        ? { SSL_CERT_FILE: paths.guardedToolsCa, UV_CACHE_DIR: join(paths.guardedToolsCache, 'uv') }
        : {}
    const parts = { tool, program, variables, unset: UNSET, inherited, socket: paths.shimSocket }
    const script = frontScript({ ...parts, start: ['/usr/bin/env', ...named, ...start] })
    await writeFileAtomically(join(paths.guardedToolsBin, program), script, { mode: 0o700 })
  }
}

/** What taking a tool's protection away came to. */
export interface ToolUnprotection {
  readonly tool: ToolName
  readonly conf: { readonly path: string; readonly outcome: RestoredConf }
}

/** Undoes what `protectTool` did. What was fetched meanwhile is removed, for it is a cache. */
export async function unprotectTool(name: ToolName, world: GuardWorld): Promise<ToolUnprotection> {
  const { paths } = world
  const known = await readToolRecord(name, world)
  const path = known?.path ?? TOOLS[name].conf(world)
  const outcome = await restoreToolConf(path, known, world)
  for (const program of TOOLS[name].programs) await rm(join(paths.guardedToolsBin, program), { force: true })
  await rm(join(paths.guardedToolsCache, name), { recursive: true, force: true })
  await writeToolRecord(name, null, world)
  await leaveGuard(name, world)
  return { tool: name, conf: { path, outcome } }
}

const OWN_CERTIFICATES =
  'your configuration names a certificate authority for one of its sources: give it to the guard as well, as `REQUESTS_CA_BUNDLE` or in pip’s configuration, and leave it out there'

function noticesOf(name: ToolName, own: TomlTable): readonly string[] {
  if (name === 'uv')
    return own['https-proxy'] === undefined && own['http-proxy'] === undefined
      ? []
      : ['your own proxy in `uv.toml` is set aside: the guard goes by `HTTPS_PROXY` and pip’s configuration']
  const tables = Object.values(own[name === 'poetry' ? 'certificates' : 'pypi'] ?? {})
  const isNamed = tables.some((table) => isTable(table) && ('cert' in table || 'ca_certs' in table))
  return isNamed ? [OWN_CERTIFICATES] : []
}

const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null)

const isTable = (value: unknown): value is TomlTable =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)
