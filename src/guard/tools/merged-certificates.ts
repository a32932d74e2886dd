import { getCACertificates } from 'node:tls'
import type { GuardAddress } from '../../client/index.ts'
import { FilesError, readFileBounded } from '../../files/index.ts'
import type { GuardWorld } from '../protect/guard-world.ts'

const MAX_BYTES = 4 * 1024 * 1024

/**
 * PEM: the guard's authority and all that the person's programs trust without us. For programs that a guarded tool
 * starts and that inherit its variables: they go their own ways.
 */
export async function mergedCertificates({ caBundle }: GuardAddress, { env }: GuardWorld): Promise<string> {
  const named = env['SSL_CERT_FILE'] ?? ''
  const own = named === '' || named === caBundle ? '' : await textAt(named)
  const trusted = new Set([...getCACertificates('bundled'), ...getCACertificates('system')])
  return (
    [await textAt(caBundle), own, ...trusted]
      .map((text) => text.trim())
      .filter(Boolean)
      .join('\n') + '\n'
  )
}

async function textAt(path: string): Promise<string> {
  try {
    return Buffer.from(await readFileBounded(path, { maxBytes: MAX_BYTES })).toString('utf8')
  } catch (error) {
    // A variable that names nothing is nobody's certificate.
    if (error instanceof FilesError) return ''
    throw error
  }
}
