import { type CertificateReader, type SessionCa, systemStores, writeBundle } from '../ca/index.ts'
import { type GuardRecord, type HomePaths, readGuardRecord } from '../../src/client/index.ts'
import { ownSettings, standingOpening } from '../guard/index.ts'
import {
  injectionFor,
  locksIn,
  pinsIn,
  readBuiltInIndex,
  readRequirementFiles,
  readUpstreamSettings,
  type UpstreamSettings,
} from '../pip-settings/index.ts'
import { certifiOf, type Upstream, type UpstreamPool } from '../proxy/index.ts'
import { needsLogins, newRun, type OpenReply, type OpenRequest, type OpenRun } from '../runs/index.ts'

/** What opening a run needs. */
export interface OpeningWorld {
  readonly paths: HomePaths
  readonly ca: SessionCa
  readonly pool: UpstreamPool
  readonly certificates: CertificateReader
  /** Where merged bundles are kept. */
  readonly bundleFolder: string
  readonly pipCache: string
  /** The proxy's port on loopback. */
  readonly port: number
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly keepUpstream: (run: OpenRun, upstream: Upstream) => void
}

/** Opens a run: reads pip's settings, makes its bundle, and says how pip is to be pointed here. */
export async function openRun(
  opening: OpenRequest,
  ended: AbortSignal,
  world: OpeningWorld,
): Promise<{ readonly run: OpenRun; readonly reply: OpenReply }> {
  const own = ownSettings(opening, await guardRecord(world), world.paths)
  const builtInIndex = await readBuiltInIndex(opening.pip.location)
  const run = await beginRun(own, { builtInIndex, standing: false, ended }, world)
  const { settings, token } = run
  const caBundle = await bundleFor(own, settings, world)
  const { port } = world
  const proxyUrl = `http://run:${token}@127.0.0.1:${port}`
  const injection = injectionFor(settings, opening.pip.version, opening.env, {
    proxyUrl,
    caBundle,
    pipCache: world.pipCache,
  })
  const asksLogins = needsLogins(settings, run.sources)
  return { run, reply: { token, proxy: proxyUrl, port, caBundle, ...injection, logins: asksLogins } }
}

/**
 * Opens a session of the guard's. It knows no pip whose built-in index could be read: that one is known by its pages alone.
 * @throws SettingsError, CaError for settings that cannot be used
 */
export async function openStandingRun(
  record: GuardRecord,
  ended: AbortSignal,
  world: OpeningWorld,
): Promise<OpenRun> {
  const opening = ownSettings(await standingOpening(record), record, world.paths)
  return beginRun(opening, { builtInIndex: null, standing: true, ended }, world)
}

interface Beginning {
  readonly builtInIndex: string | null
  readonly standing: boolean
  readonly ended: AbortSignal
}

async function beginRun(
  opening: OpenRequest,
  { builtInIndex, standing, ended }: Beginning,
  world: OpeningWorld,
): Promise<OpenRun> {
  const { argv, env, config, cwd } = opening
  const settings = readUpstreamSettings({ argv, env, config, cwd, builtInIndex })
  const [upstream, files] = await Promise.all([
    world.pool.for(opening, settings),
    readRequirementFiles(settings.requirementFiles),
  ])
  const [pins, locks] = await Promise.all([pinsIn(files), locksIn(files)])
  const requirements = files.flatMap(({ kind, text }) => (kind === 'requirements' ? [text] : []))
  const run = newRun(opening, settings, {
    pins,
    locks,
    requirements,
    standing,
    now: world.clock(),
    ended,
  })
  world.keepUpstream(run, upstream)
  return run
}

/** A record that cannot be read serves nobody, and its values lead nowhere. */
const guardRecord = ({ paths }: OpeningWorld): Promise<GuardRecord | null> =>
  readGuardRecord(paths).catch(() => null)

/** Ours first, then everything that anybody in this process tree trusted before. */
async function bundleFor(
  opening: OpenRequest,
  settings: UpstreamSettings,
  world: OpeningWorld,
): Promise<string> {
  const found = [...settings.systemCaFiles, certifiOf(opening), ...systemStores()]
  const others = await world.certificates.read({ named: settings.caFiles, found })
  return writeBundle(world.bundleFolder, [
    world.ca.certificatePem,
    ...others,
    ...world.certificates.bundledRoots(),
  ])
}
