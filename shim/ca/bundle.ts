import { createHash } from 'node:crypto'
import { access, readdir, stat, unlink } from 'node:fs/promises'
import { join } from 'node:path'
import { rootCertificates } from 'node:tls'
import { ensurePrivateFolder, readFileBounded, writeFileAtomically } from '../../src/files/index.ts'
import { CaError } from './ca-error.ts'
import { certificateBodies, pemOfBody } from './pem.ts'

export const MAX_BUNDLE_BYTES = 8 * 1024 * 1024
/** Files looked at in a folder of certificates. */
export const MAX_FOLDER_FILES = 2_000
/** Bundles that nobody has used for this long are removed. */
const KEEP_MS = 7 * 86_400_000

/** Where Linux and the BSDs keep the system's own store. */
const SYSTEM_STORES = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/** Where certificates are looked for. `named` are the person's own and must be readable; `found` may be absent. */
export interface TrustPlaces {
  readonly named: readonly string[]
  readonly found: readonly string[]
}

/** The system's certificate stores. */
export const systemStores = (): readonly string[] => SYSTEM_STORES

/** All certificates of the files and folders, each once, as PEM blocks, in the order of the places.
 * @throws CaError `unreadable` for a named place that cannot be read
 */
export async function readCertificates(places: TrustPlaces): Promise<readonly string[]> {
  const bodies = new Set<string>()
  for (const path of places.named) add(bodies, await readNamed(path))
  for (const path of places.found) add(bodies, await readPlace(path).catch(() => ''))
  return [...bodies].map(pemOfBody)
}

/** Node's own copy of the public roots, as PEM blocks in the same form. */
export const bundledRoots = (): readonly string[] =>
  rootCertificates.flatMap(certificateBodies).map(pemOfBody)

/**
 * Writes a bundle into `folder` under the digest of its content and gives its path; the same certificates give the
 * same file. 0600, in a 0700 folder.
 */
export async function writeBundle(folder: string, blocks: readonly string[]): Promise<string> {
  const text = [...new Set(blocks)].join('')
  const path = join(folder, `bundle-${createHash('sha256').update(text).digest('hex').slice(0, 32)}.pem`)
  await ensurePrivateFolder(folder)
  const known = await stat(path).catch(() => null)
  if (known?.size !== Buffer.byteLength(text)) await writeFileAtomically(path, text, { mode: 0o600 })
  return path
}

/** Removes bundles of earlier days. Only for the one that holds the lock, before it serves a run. */
export async function removeOldBundles(folder: string, now: number): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names.filter((each) => /^bundle-[0-9a-f]{32}\.pem$/.test(each))) {
    const path = join(folder, name)
    const found = await stat(path).catch(() => null)
    if (found !== null && now - found.mtimeMs > KEEP_MS) await unlink(path).catch(() => undefined)
  }
}

function add(bodies: Set<string>, pem: string): void {
  for (const body of certificateBodies(pem)) bodies.add(body)
}

async function readNamed(path: string): Promise<string> {
  try {
    await access(path)
    return await readPlace(path)
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
