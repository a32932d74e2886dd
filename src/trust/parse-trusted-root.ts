import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson, sha256Of } from '../encoding/index.ts'
import type { CertificateAuthority, LogKey, SigstoreRoot, ValidityWindow } from './sigstore-root.ts'
import { TrustError } from './trust-error.ts'

/** A trusted root is a few kB; the public one has 7. */
export const MAX_ROOT_BYTES = 1024 * 1024
const MAX_ROOT_DEPTH = 16
const MAX_ITEMS = 64
const FOREVER_MS = 8_640_000_000_000_000

const Instant = v.pipe(v.string(), v.isoTimestamp(), v.transform(Date.parse), v.number())
const Window = v.object({ start: v.nullish(Instant), end: v.nullish(Instant) })
const Bytes = v.pipe(v.string(), v.minLength(4), v.transform(decodeBase64))

const Log = v.object({
  baseUrl: v.pipe(v.string(), v.url()),
  hashAlgorithm: v.literal('SHA2_256'),
  publicKey: v.object({ rawBytes: Bytes, keyDetails: v.string(), validFor: v.nullish(Window) }),
  logId: v.object({ keyId: Bytes }),
  checkpointKeyId: v.nullish(v.object({ keyId: Bytes })),
})

const Authority = v.object({
  certChain: v.object({
    certificates: v.pipe(v.array(v.object({ rawBytes: Bytes })), v.minLength(1), v.maxLength(MAX_ITEMS)),
  }),
  validFor: v.nullish(Window),
})

const few = <Item extends v.GenericSchema>(item: Item) => v.pipe(v.array(item), v.maxLength(MAX_ITEMS))

/** Sigstore's `TrustedRoot` message as JSON (sigstore/protobuf-specs); unknown keys are left aside, as it asks. */
const Root = v.object({
  mediaType: v.picklist([
    'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    'application/vnd.dev.sigstore.trustedroot.v0.2+json',
  ]),
  tlogs: v.optional(few(Log), []),
  certificateAuthorities: v.optional(few(Authority), []),
  ctlogs: v.optional(few(Log), []),
  timestampAuthorities: v.optional(few(Authority), []),
})

/** Reads `trusted_root.json` under the name by which policies speak of it. Throws `TrustError` `root-malformed`. */
export function parseTrustedRoot(name: string, bytes: Uint8Array): SigstoreRoot {
  const root = readRoot(name, bytes)
  return {
    name,
    digest: sha256Of(bytes),
    logs: root.tlogs.map(logKey),
    ctLogs: root.ctlogs.map(logKey),
    authorities: root.certificateAuthorities.map(authority),
    timestampAuthorities: root.timestampAuthorities.map(authority),
  }
}

function readRoot(name: string, bytes: Uint8Array): v.InferOutput<typeof Root> {
  try {
    return v.parse(Root, parseJson(bytes, { maxBytes: MAX_ROOT_BYTES, maxDepth: MAX_ROOT_DEPTH }))
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new TrustError('root-malformed', {
      message: `the trust root \`${name}\` cannot be read: ${cause.message}`,
      hint: 'fetch its trusted_root.json again from whoever runs the instance',
      cause,
    })
  }
}

function logKey({ baseUrl, publicKey, logId, checkpointKeyId }: v.InferOutput<typeof Log>): LogKey {
  return {
    baseUrl,
    id: (checkpointKeyId ?? logId).keyId,
    publicKey: publicKey.rawBytes,
    encoding: publicKey.keyDetails.startsWith('PKCS1_RSA') ? 'pkcs1' : 'spki',
    valid: window(publicKey.validFor),
  }
}

function authority({ certChain, validFor }: v.InferOutput<typeof Authority>): CertificateAuthority {
  return { chain: certChain.certificates.map(({ rawBytes }) => rawBytes), valid: window(validFor) }
}

function window(validFor: v.InferOutput<typeof Window> | null | undefined): ValidityWindow {
  return { startMs: validFor?.start ?? 0, endMs: validFor?.end ?? FOREVER_MS }
}
