import * as v from 'valibot'
import { EncodingError, parseJson } from '../../../encoding/index.ts'
import { SignError } from '../sign-error.ts'

export const MAX_CONFIG_BYTES = 64 * 1024
const MAX_SERVICES = 16

const Moment = v.pipe(
  v.string(),
  v.transform((text) => Date.parse(text) / 1000),
  v.finite(),
)
const Service = v.looseObject({
  url: v.pipe(v.string(), v.maxLength(2000)),
  majorApiVersion: v.number(),
  validFor: v.optional(v.looseObject({ start: v.optional(Moment), end: v.optional(Moment) }), {}),
})
const Services = v.optional(v.pipe(v.array(Service), v.maxLength(MAX_SERVICES)), [])

/** Sigstore's `SigningConfig` (sigstore/protobuf-specs `sigstore_trustroot.proto`), as far as it is used. */
const Config = v.looseObject({
  mediaType: v.literal('application/vnd.dev.sigstore.signingconfig.v0.2+json'),
  caUrls: Services,
  rekorTlogUrls: Services,
  tsaUrls: Services,
})

/** Whom a Sigstore instance has sign certificates, keep the log and stamp times: base URLs without a slash at their end. */
export interface SigningServices {
  readonly authority: string
  readonly log: string
  /** Null where the instance names none. */
  readonly timestamps: string | null
}

/**
 * Reads a `signing_config.json` of version 0.2 and takes the first service of each kind that is in force (`now` in seconds). Fulcio
 * and Rekor are spoken to by version 1 of their services' interface. Throws `SignError` `service`.
 */
export function parseSigningConfig(bytes: Uint8Array, now: number): SigningServices {
  const read = v.safeParse(Config, jsonOf(bytes))
  if (!read.success)
    throw malformed(`\`${v.getDotPath(read.issues[0]) ?? 'the whole'}\`: ${read.issues[0].message}`)
  const { caUrls, rekorTlogUrls, tsaUrls } = read.output
  const [authority, log] = [serviceOf(caUrls, now), serviceOf(rekorTlogUrls, now)]
  if (authority === null) throw malformed('it names no certificate authority of version 1 that is in force')
  if (log === null) throw malformed('it names no log of version 1 that is in force')
  return { authority, log, timestamps: serviceOf(tsaUrls, now) }
}

function serviceOf(services: v.InferOutput<typeof Services>, now: number): string | null {
  const found = services.find(
    ({ majorApiVersion, validFor: { start = 0, end = Number.POSITIVE_INFINITY } }) =>
      majorApiVersion === 1 && now >= start && now <= end,
  )
  return found === undefined ? null : addressOf(found.url)
}

/** Encrypted, or on this machine: a token that is seen on the way signs as whoever it names. */
function addressOf(text: string): string {
  const url = URL.parse(text)
  const isHere = url !== null && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname)
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isHere)))
    throw malformed(`\`${text.slice(0, 200)}\` is no https address`)
  return url.href.replace(/\/+$/, '')
}

function jsonOf(bytes: Uint8Array): unknown {
  try {
    return parseJson(bytes, { maxBytes: MAX_CONFIG_BYTES, maxDepth: 8 })
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw malformed(cause.message, cause)
  }
}

function malformed(found: string, cause?: unknown): SignError {
  return new SignError('service', {
    message: `the signing configuration can not be used: ${found}`,
    hint: 'give the instance’s signing_config.json of version 0.2 by --signing-config',
    cause,
  })
}
