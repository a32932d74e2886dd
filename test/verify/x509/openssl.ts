import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Holder } from '../../world/x509/index.ts'
import { CONTENT, NOW, type CmsCase } from './cms-cases.ts'

const pem = (label: string, der: Uint8Array): string =>
  `-----BEGIN ${label}-----\n${Buffer.from(der)
    .toString('base64')
    .replaceAll(/(.{64})(?!$)/g, '$1\n')}\n-----END ${label}-----\n`

/** Runs with a folder of its own, where the content lies as `content`. */
const inScratch = <Value>(
  look: (folder: string, path: (name: string, text: string | Uint8Array) => string) => Value,
): Value => {
  const folder = mkdtempSync(join(tmpdir(), 'pip-trust-openssl-'))
  try {
    return look(folder, (name, text) => {
      writeFileSync(join(folder, name), text)
      return join(folder, name)
    })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** OpenSSL's version; null where it is not on this machine. */
export const opensslVersion = (): string | null => {
  const { status, stdout } = spawnSync('openssl', ['version'], { encoding: 'utf8' })
  return status === 0 ? stdout.trim() : null
}

/** Whether `openssl cms -verify` takes a case, at the same time, with the same roots and lists; else its last words. */
export const opensslVerdict = ({
  bytes,
  roots,
  lists,
}: CmsCase): { readonly ok: boolean; readonly words: string } =>
  inScratch((_folder, path) => {
    const authorities = [
      ...roots.map(({ der }) => pem('CERTIFICATE', der)),
      ...lists.map((der) => pem('X509 CRL', der)),
    ]
    const form = bytes[0] === 0x2d ? 'PEM' : 'DER'
    const { status, stderr } = spawnSync(
      'openssl',
      [
        'cms',
        '-verify',
        '-binary',
        '-inform',
        form,
        '-in',
        path('signature.p7s', bytes),
        '-content',
        path('content', CONTENT),
        '-out',
        path('out', ''),
        '-CAfile',
        path('ca.pem', authorities.join('')),
        '-no-CApath',
        '-no-CAstore',
        '-purpose',
        'any',
        '-attime',
        `${NOW}`,
        ...(lists.length > 0 ? ['-crl_check_all'] : []),
      ],
      { encoding: 'utf8' },
    )
    const words =
      /Verify error:\s*(.*)/.exec(stderr)?.[1] ?? /error:[^:]*:[^:]*:[^:]*:([^:]*)/.exec(stderr)?.[1] ?? ''
    return { ok: status === 0, words }
  })

/** What `openssl cms -sign` makes of the content: a detached signature by the holder. */
export const opensslSign = (
  holder: Holder,
  certificates: readonly Holder[],
  options: readonly string[],
): Buffer =>
  inScratch((folder, path) => {
    const key = holder.key.privateKey.export({ type: 'pkcs8', format: 'pem' })
    const out = join(folder, 'signature.p7s')
    execFileSync(
      'openssl',
      [
        'cms',
        '-sign',
        '-binary',
        '-in',
        path('content', CONTENT),
        '-out',
        out,
        '-signer',
        path('signer.pem', pem('CERTIFICATE', holder.der)),
        '-inkey',
        path('key.pem', key),
        '-certfile',
        path('others.pem', certificates.map(({ der }) => pem('CERTIFICATE', der)).join('')),
        ...options,
      ],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    )
    return readFileSync(out)
  })
