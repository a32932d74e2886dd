import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson, sha256Of } from '../encoding/index.ts'
import { readCertificate, type Certificate } from './certificate.ts'
import { basicConstraints } from './certificate-extensions.ts'
import { CODE_SIGNING, isIssuedBy, mayIssue, mayStamp, TIME_STAMPING } from './certificate-path.ts'
import { importPublicKey } from './public-key.ts'
import type { CertificateAuthority, LogKey, SigstoreRoot, TimestampAuthority } from './sigstore-root.ts'
import { TrustError } from './trust-error.ts'
import { FOREVER_MS, type ValidityWindow } from './validity-window.ts'

/** A trusted root is a few kB; the public one has 7. */
export const MAX_ROOT_BYTES = 1024 * 1024
const MAX_ROOT_DEPTH = 16
const MAX_ITEMS = 64

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

/**
 * Reads `trusted_root.json` under the name by which policies speak of it: once, with all keys imported and the paths
 * of its authorities verified. A log whose key is of a kind that isn't taken or has no beginning (sigstore/protobuf-specs,
 * `TimeRange.start`), and an authority whose path doesn't hold, are left out: what they vouch for is then untrusted. Throws
 * `TrustError` `root-malformed`.
 */
export function parseTrustedRoot(name: string, bytes: Uint8Array): SigstoreRoot {
  const root = readRoot(name, bytes)
  return {
    name,
    digest: sha256Of(bytes),
    logs: root.tlogs.flatMap(logKey),
    ctLogs: root.ctlogs.flatMap(logKey),
    authorities: root.certificateAuthorities.flatMap((each) => authority(each, CODE_SIGNING)),
    timestampAuthorities: root.timestampAuthorities.flatMap(timestampAuthority),
    keys: [],
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

function logKey({
  baseUrl,
  publicKey,
  logId,
  checkpointKeyId,
}: v.InferOutput<typeof Log>): readonly LogKey[] {
  const { host, pathname } = new URL(baseUrl)
  const type = publicKey.keyDetails.startsWith('PKCS1_RSA') ? 'pkcs1' : 'spki'
  const key = readable(() => importPublicKey(publicKey.rawBytes, type))
  if (key === null || typeof publicKey.validFor?.start !== 'number') return []
  return [
    {
      baseUrl,
      name: `${host}${pathname.replace(/\/$/, '')}`,
      id: (checkpointKeyId ?? logId).keyId,
      key,
      valid: window(publicKey.validFor),
    },
  ]
}

type AuthorityMessage = v.InferOutput<typeof Authority>

function authority(message: AuthorityMessage, purpose: string): readonly CertificateAuthority[] {
  const path = certificatesOf(message)
  const holds = path !== null && readable(() => mayIssue(path, purpose)) === true
  return holds ? [{ path, valid: window(message.validFor) }] : []
}

/** Its chain may begin with the certificate that stamps, which is no authority. */
function timestampAuthority(message: AuthorityMessage): readonly TimestampAuthority[] {
  const [first, ...others] = certificatesOf(message) ?? []
  if (first === undefined) return []
  const isAuthority = readable(() => basicConstraints(first)?.isAuthority === true) === true
  const [signer, path] = isAuthority ? [null, [first, ...others]] : [first, others]
  const [issuer] = path
  const holds = readable(
    () =>
      issuer !== undefined &&
      mayIssue(path, TIME_STAMPING) &&
      (signer === null || (mayStamp(signer) && isIssuedBy(signer, issuer))),
  )
  return holds === true ? [{ path, signer, valid: window(message.validFor) }] : []
}

function certificatesOf({ certChain }: AuthorityMessage): readonly Certificate[] | null {
  return readable(() => certChain.certificates.map(({ rawBytes }) => readCertificate(rawBytes)))
}

/** Null where bytes are not what they should be. */
function readable<Value>(read: () => Value): Value | null {
  try {
    return read()
  } catch (cause) {
    if (cause instanceof EncodingError) return null
    throw cause
  }
}

function window(validFor: v.InferOutput<typeof Window> | null | undefined): ValidityWindow {
  return { startMs: validFor?.start ?? 0, endMs: validFor?.end ?? FOREVER_MS }
}
