import { access, readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { readFileBounded } from '../../src/files/index.ts'
import { CaError } from './ca-error.ts'
import { certificateBodies, pemOfBody } from './pem.ts'

const MAX_BUNDLE_BYTES = 8 * 1024 * 1024
/** Files looked at in a folder of certificates. */
const MAX_FOLDER_FILES = 2_000

/** Where Linux and the BSDs keep the system's own store. */
const SYSTEM_STORES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Where certificates are looked for. `named` are the person's own and must be readable; `found` may be absent. */
interface TrustPlaces {
  readonly named: readonly string[]
  readonly found: readonly string[]
}

/** The system's certificate stores. */
export const systemStores = (): readonly string[] => SYSTEM_STORES

/** Reads certificates; files that have not changed are not read again, since every run of pip asks for the same ones. */
export interface CertificateReader {
  /**
   * All certificates of the places, each once, as PEM blocks, in the order of the places.
   * @throws CaError `unreadable` for a named place that cannot be read
   */
  read(places: TrustPlaces): Promise<readonly string[]>
  /** Node's own copy of the public roots, as PEM blocks in the same form. */
  bundledRoots(): readonly string[]
}

/** A reader that has read nothing yet. */
export function certificateReader(): CertificateReader {
  const kept = new Map<string, { readonly seen: string; readonly blocks: readonly string[] }>()
  let roots: readonly string[] | null = null
  const blocksAt = async (path: string): Promise<readonly string[]> => {
    const found = await stat(path)
    const seen = `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`
    const before = kept.get(path)
    if (before?.seen === seen && found.isFile()) return before.blocks
    const blocks = blocksOf(await readPlace(path))
    kept.set(path, { seen, blocks })
    return blocks
  }
  return {
    bundledRoots: () => (roots ??= blocksOf(rootCertificates.join('\n'))),
    async read({ named, found }) {
      const blocks = new Set<string>()
      for (const path of named) for (const block of await mustRead(path, blocksAt)) blocks.add(block)
      for (const path of found) for (const block of await blocksAt(path).catch(() => [])) blocks.add(block)
      return [...blocks]
    },
  }
}

const blocksOf = (pem: string): readonly string[] => certificateBodies(pem).map(pemOfBody)

async function mustRead(
  path: string,
  blocksAt: (path: string) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  try {
    await access(path)
    return await blocksAt(path)
  } catch (cause) {
    const message = `the certificate bundle \`${path}\` cannot be read`
    throw new CaError('unreadable', {
      message,
      hint: 'check `--cert`, `PIP_CERT` and `REQUESTS_CA_BUNDLE`',
      cause,
    })
  }
}

async function readPlace(path: string): Promise<string> {
  if (!(await stat(path)).isDirectory()) return readText(path)
  const names = (await readdir(path)).sort().slice(0, MAX_FOLDER_FILES)
  const texts = await Promise.all(names.map((name) => readText(join(path, name)).catch(() => '')))
  return texts.join('\n')
}

async function readText(path: string): Promise<string> {
  return Buffer.from(await readFileBounded(path, { maxBytes: MAX_BUNDLE_BYTES })).toString('latin1')
}
