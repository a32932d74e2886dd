import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { generateKeyPairSync } from 'node:crypto'
import { decodeBase64 } from '../../../src/encoding/index.ts'
import { publicGoodRoot } from '../../../src/trust/index.ts'
import { SEED, vectorsFolder } from '../../../test/conformance/vectors.ts'
import { createSigner } from '../../../test/world/openpgp/index.ts'
import { minisig, minisignPair, pemPair } from '../../../test/verify/plain/signing.ts'
import { cmsCases } from '../../../test/verify/x509/cms-cases.ts'
import type { Example } from '../target.ts'

const STAGING = join(import.meta.dirname, '..', '..', '..', 'test', 'world', 'sigstore', 'staging-root.json')

/** Files of the vectors that are at hand, wherever they lie. */
function vectorFiles(name: string, pattern: RegExp): readonly Buffer[] {
  const folder = vectorsFolder(name)
  if (folder === null || !existsSync(folder)) return []
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => pattern.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file)))
}

const pemOf = (label: string, der: Uint8Array): string => {
  const lines =
    Buffer.from(der)
      .toString('base64')
      .match(/.{1,64}/g) ?? []
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`
}

/** Distinct kinds of certificates: signers, authorities and roots of a company and of Sigstore. */
export function certificateExamples(): readonly Example[] {
  const company = cmsCases().flatMap(({ roots }) => roots.map(({ der }) => der))
  return [...company.slice(0, 6), ...sigstoreCertificates()]
}

const sigstoreCertificates = (): readonly Uint8Array[] =>
  bundleExamples()
    .slice(0, 8)
    .flatMap((bundle) => {
      const found = /"(?:rawBytes|certificate)":\s*"([A-Za-z0-9+/=]+)"/.exec(String(bundle))?.[1]
      return found === undefined ? [] : [decodeBase64(found)]
    })

export const revocationExamples = (): readonly Example[] =>
  cmsCases()
    .flatMap(({ lists }) => lists)
    .slice(0, 8)

export function authorityExamples(): readonly Example[] {
  const [first, second] = certificateExamples()
  const lists = revocationExamples()
  const blocks = [first, second].flatMap((der) =>
    der instanceof Uint8Array ? [pemOf('CERTIFICATE', der)] : [],
  )
  const [list] = lists.flatMap((der) => (der instanceof Uint8Array ? [pemOf('X509 CRL', der)] : []))
  return [
    blocks.join('text\n'),
    `${blocks[0] ?? ''}${list ?? ''}`,
    ...lists.slice(0, 2),
    ...(first === undefined ? [] : [first]),
  ]
}

export function pemExamples(): readonly Example[] {
  return [pemPair('P-256').pem, pemPair('ed25519').pem, ...authorityExamples().slice(0, 1)]
}

export const plainKeyExamples = (): readonly Example[] => [
  ...(['P-256', 'P-384', 'P-521', 'ed25519', 'rsa'] as const).map((kind) => pemPair(kind).pem),
  minisignPair().file,
  generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'pem' }).toString(),
]

export const minisignExamples = (): readonly Example[] => [
  minisig(minisignPair(), Buffer.from('content')),
  'untrusted comment: x\nRUQ=\ntrusted comment: timestamp:1790000000\tfile:a\nAAAA\n',
]

export const trustedRootExamples = (): readonly Example[] => [
  JSON.stringify(JSON.parse(readFileSync(STAGING, 'utf8'))),
  ...vectorFiles('sigstore', /trusted_root\.json$/).slice(0, 4),
]

/** Real bundles of every version, attestations and provenance objects. */
export const bundleExamples = (): readonly Example[] =>
  vectorFiles('sigstore', /\.sigstore(?:\.json)?$/).filter(({ length }) => length < 16 * 1024)

export const attestationExamples = (): readonly Example[] =>
  vectorFiles('pep740', /\.(?:attestation|provenance)$|rekor2_timestamp$/).filter(
    ({ length }) => length < 16 * 1024,
  )

export async function openPgpKeyExamples(): Promise<readonly Example[]> {
  const created = new Date(Date.UTC(2025, 0, 1))
  const dana = await createSigner('Dana <dana@acme.example>', { createdAt: created, signingSubkey: true })
  const sam = await createSigner('Sam', { type: 'p256', createdAt: created, expiresAfterSeconds: 1000 })
  const body = /\n\n([\s\S]*?)\n=/.exec(dana.publicKey.replaceAll('\r', ''))?.[1] ?? ''
  return [dana.publicKey, sam.publicKey + dana.publicKey, await sam.revoked(), Buffer.from(body, 'base64')]
}

export async function openPgpSignatureExamples(): Promise<readonly Example[]> {
  const at = new Date(Date.UTC(2026, 0, 1))
  const dana = await createSigner('Dana <dana@acme.example>', { createdAt: new Date(Date.UTC(2025, 0, 1)) })
  const content = Buffer.from('content')
  const forms = [{ at }, { at, form: 'binary' }, { at, hash: 'sha512' }, { at, text: true }] as const
  return [
    ...(await Promise.all(forms.map((form) => dana.sign(content, form)))),
    ...vectorFiles('openpgp', /orig\.tar\.gz\.asc$/),
  ]
}

export const cmsExamples = (): readonly Example[] =>
  cmsCases()
    .filter(({ bytes }) => bytes.length < 12 * 1024)
    .map(({ bytes }) => bytes)

/** Time stamps of real bundles. */
export const tokenExamples = (): readonly Example[] =>
  [...bundleExamples(), ...attestationExamples()].flatMap((bundle) =>
    [...String(bundle).matchAll(/"(?:signedTimestamp|rfc3161_timestamp)":\s*"([^"]+)"/g)].map(
      ([, text = '']) => Buffer.from(text, 'base64'),
    ),
  )

/** Inner texts of real bundles, by the key that they stand under. */
export const innerExamples = (...keys: readonly string[]): readonly Buffer[] =>
  [...bundleExamples(), ...attestationExamples()].flatMap((bundle) =>
    [...String(bundle).matchAll(/"(\w+)":\s*"([A-Za-z0-9+/]+={0,2})"/g)].flatMap(([, key = '', text = '']) =>
      keys.includes(key) ? [Buffer.from(text, 'base64')] : [],
    ),
  )

export const checkpointExamples = (): readonly Example[] =>
  bundleExamples().flatMap((bundle) =>
    [...String(bundle).matchAll(/"envelope":\s*("(?:[^"\\]|\\.)*")/g)].map(([, text = '""']) =>
      String(JSON.parse(text)),
    ),
  )

export const publicRoot = () => publicGoodRoot(readFileSync(SEED))
