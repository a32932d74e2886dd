import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import {
  checkPrivateFile,
  ensurePrivateFolder,
  FilesError,
  readFileBounded,
  writeFileAtomically,
} from '../../src/files/index.ts'
import { authorityCertificate } from './certificate.ts'
import { pemOf } from './pem.ts'

export const DAY_MS = 86_400_000
/** How long the installation's authority lives, and how long before its end a new one takes its place. */
const AUTHORITY_DAYS = 365
const RENEW_BEFORE_DAYS = 30
/** Clocks differ; certificates begin this much before now. */
export const BACKDATED_MS = 3_600_000
const MAX_FILE_BYTES = 16_384

/** The installation's own certificate authority: it signs only what the interceptor shows to pip on loopback. */
export interface SessionCa {
  readonly subject: string
  readonly certificatePem: string
  readonly publicKey: KeyObject
  readonly privateKey: KeyObject
  /** Milliseconds since the epoch. */
  readonly notAfter: number
}

/**
 * The authority kept in `folder` (0700; one file with key and certificate, 0600), made anew when there is none, when
 * it ends in less than 30 days, or when it cannot be read.
 * @throws FilesError where the folder or file could have been written by somebody else
 */
export async function loadSessionCa(folder: string, now: number): Promise<SessionCa> {
  await ensurePrivateFolder(folder)
  const path = join(folder, 'authority.pem')
  const found = await readAuthority(path)
  if (found !== null && isFresh(found, now)) return found
  const made = makeAuthority(now)
  await writeFileAtomically(path, made.pem, { mode: 0o600 })
  return made.authority
}

/** True while more than 30 days are left. */
export const isFresh = (ca: Pick<SessionCa, 'notAfter'>, now: number): boolean =>
  ca.notAfter - now > RENEW_BEFORE_DAYS * DAY_MS

async function readAuthority(path: string): Promise<SessionCa | null> {
  try {
    await checkPrivateFile(path)
  } catch (error) {
    if (error instanceof FilesError && error.code === 'missing') return null
    throw error
  }
  return authorityOf(
    Buffer.from(await readFileBounded(path, { maxBytes: MAX_FILE_BYTES })).toString('latin1'),
  )
}

/** Null for what was cut short or is not ours: it is written anew. */
function authorityOf(pem: string): SessionCa | null {
  try {
    const certificate = new X509Certificate(pem)
    const privateKey = createPrivateKey(pem)
    if (!certificate.checkPrivateKey(privateKey) || !certificate.ca) return null
    return {
      subject: certificate.subject.replace(/^CN=/, ''),
      certificatePem: pemOf(certificate.raw),
      publicKey: createPublicKey(privateKey),
      privateKey,
      notAfter: Date.parse(certificate.validTo),
    }
  } catch {
    return null
  }
}

function makeAuthority(now: number): { readonly pem: string; readonly authority: SessionCa } {
  const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const subject = `pip-trust on ${hostname()}`.slice(0, 64)
  const notAfter = now + AUTHORITY_DAYS * DAY_MS
  const text = {
    subject,
    issuer: subject,
    notBefore: new Date(now - BACKDATED_MS),
    notAfter: new Date(notAfter),
  }
  const certificatePem = pemOf(authorityCertificate(text, keys))
  const pem = certificatePem + keys.privateKey.export({ type: 'pkcs8', format: 'pem' })
  return { pem, authority: { subject, certificatePem, ...keys, notAfter } }
}
