import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createSecureContext } from 'node:tls'
import { type CertificateReader, systemStores } from '../ca/index.ts'
import type { UpstreamSettings } from '../pip-settings/index.ts'
import type { OpenRequest } from '../runs/index.ts'
import { type Upstream, upstream } from './upstream.ts'

/** Sets of settings whose connections are kept warm. */
const MAX_POOLS = 16
/** From this pip on, the system's roots count beside the person's own (truststore). */
const SYSTEM_ALSO = [24, 2] as const
const TRUSTSTORE_PYTHON = [3, 10] as const

/** Upstreams by settings: runs with the same settings share connections. */
export interface UpstreamPool {
  /** @throws CaError where a certificate that the person named cannot be read */
  for(opening: OpenRequest, settings: UpstreamSettings): Promise<Upstream>
  close(): void
}

/** An empty pool. */
export function upstreamPool(certificates: CertificateReader): UpstreamPool {
  const pools = new Map<string, Upstream>()
  return {
    async for(opening, settings) {
      const roots = await rootsFor(opening, settings, certificates)
      const client = settings.clientCert === null ? null : await readFile(settings.clientCert)
      const key = `${settings.connectionKey} ${digest([...roots, client?.toString('latin1') ?? ''])}`
      const found = pools.get(key)
      if (found !== undefined) return found
      const identity = client === null ? {} : { cert: client, key: client }
      const context = createSecureContext({ ca: [...roots], ...identity, minVersion: 'TLSv1.2' })
      const made = upstream(settings, context)
      pools.set(key, made)
      forgetOldest(pools)
      return made
    },
    close: () => pools.forEach((each) => each.close()),
  }
}

/** What pip would trust: the person's own authorities alone, if there are any; else pip's, Python's and the system's. */
async function rootsFor(
  opening: OpenRequest,
  settings: UpstreamSettings,
  certificates: CertificateReader,
): Promise<readonly string[]> {
  const system = [...settings.systemCaFiles, ...systemStores()]
  if (settings.caFiles.length > 0) {
    const isBoth = !settings.legacyCerts && (settings.truststore || isSystemAlso(opening))
    return certificates.read({ named: settings.caFiles, found: isBoth ? system : [] })
  }
  const roots = await certificates.read({ named: [], found: [certifiOf(opening), ...system] })
  return roots.length > 0 ? roots : certificates.bundledRoots()
}

function isSystemAlso({ pip, python }: OpenRequest): boolean {
  return isFrom(pip.version, SYSTEM_ALSO) && isFrom(python.version, TRUSTSTORE_PYTHON)
}

function isFrom(version: string, [major, minor]: readonly [number, number]): boolean {
  const [first = 0, second = 0] = version.split('.').map((part) => Number.parseInt(part, 10))
  return first > major || (first === major && second >= minor)
}

/** The roots that pip brings with it. */
export const certifiOf = (opening: OpenRequest): string =>
  join(opening.pip.location, '_vendor', 'certifi', 'cacert.pem')

const digest = (texts: readonly string[]): string =>
  createHash('sha256').update(texts.join('\0')).digest('hex')

/** Its open connections end by themselves when what is under way on them is done. */
function forgetOldest(pools: Map<string, Upstream>): void {
  if (pools.size <= MAX_POOLS) return
  for (const key of pools.keys()) return void pools.delete(key)
}
