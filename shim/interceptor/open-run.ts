import { type CertificateReader, type SessionCa, systemStores, writeBundle } from '../ca/index.ts'
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
import { newRun, type OpenReply, type OpenRequest, type OpenRun } from '../runs/index.ts'

/** What opening a run needs. */
export interface OpeningWorld {
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
  const { argv, env, config, cwd, pip } = opening
  const builtInIndex = await readBuiltInIndex(pip.location)
  const settings = readUpstreamSettings({ argv, env, config, cwd, builtInIndex })
  const [upstream, caBundle, files] = await Promise.all([
    world.pool.for(opening, settings),
    bundleFor(opening, settings, world),
    readRequirementFiles(settings.requirementFiles),
  ])
  const [pins, locks] = await Promise.all([pinsIn(files), locksIn(files)])
  const requirements = files.flatMap(({ kind, text }) => (kind === 'requirements' ? [text] : []))
  const run = newRun(opening, settings, { pins, locks, requirements, now: world.clock(), ended })
  world.keepUpstream(run, upstream)
  const { port } = world
  const proxyUrl = `http://run:${run.token}@127.0.0.1:${port}`
  const injection = injectionFor(settings, pip.version, env, { proxyUrl, caBundle, pipCache: world.pipCache })
  return { run, reply: { token: run.token, proxy: proxyUrl, port, caBundle, ...injection } }
}

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
