import * as v from 'valibot'
import { EncodingError, parseJson } from '../../../encoding/index.ts'
import { limits } from '../../../verify/index.ts'
import { SignError } from '../sign-error.ts'
import { isSafeAddress } from './safe-address.ts'
import { inForce, selected, Selection, Services } from './select-services.ts'

export const MAX_CONFIG_BYTES = 64 * 1024

/** Sigstore's `SigningConfig` (sigstore/protobuf-specs `sigstore_trustroot.proto`), as far as it is used. */
const Config = v.looseObject({
  mediaType: v.literal('application/vnd.dev.sigstore.signingconfig.v0.2+json'),
  caUrls: Services,
  rekorTlogUrls: Services,
  rekorTlogConfig: Selection,
  tsaUrls: Services,
  tsaConfig: Selection,
})

/** A transparency log: Rekor's interface of version 1, or that of its tiles. */
export interface LogService {
  /** Without a slash at its end. */
  readonly url: string
  readonly version: 1 | 2
}

/** Whom a Sigstore instance has sign certificates, keep the log and stamp times: base URLs without a slash at their end. */
export interface SigningServices {
  readonly authority: string
  /** One at least, all of one version. */
  readonly logs: readonly LogService[]
  /** Empty where the instance names none. */
  readonly timestamps: readonly string[]
}

/**
 * Reads a `signing_config.json` of version 0.2 and takes the services that are in force (`now` in seconds), as many as it asks for.
 * Fulcio is spoken to by version 1 of its services' interface, logs by 2 and 1. Throws `SignError` `service`.
 */
export function parseSigningConfig(bytes: Uint8Array, now: number): SigningServices {
  const read = v.safeParse(Config, jsonOf(bytes))
  if (!read.success)
    throw malformed(`\`${v.getDotPath(read.issues[0]) ?? 'the whole'}\`: ${read.issues[0].message}`)
  const { caUrls, rekorTlogUrls, rekorTlogConfig, tsaUrls, tsaConfig } = read.output
  const [authority] = inForce(caUrls, [1], now)
  if (authority === undefined)
    throw malformed('it names no certificate authority of version 1 that is in force')
  const logs = chosen(inForce(rekorTlogUrls, [1, 2], now), rekorTlogConfig, LOGS)
  if (logs.length === 0) throw malformed('it names no log of version 1 or 2 that is in force')
  const timestamps = chosen(inForce(tsaUrls, [1], now), tsaConfig, STAMPS)
  const services = {
    authority: addressOf(authority.url),
    logs: logs.map(logOf),
    timestamps: timestamps.map(({ url }) => addressOf(url)),
  }
  if (timestamps.length > 0 || services.logs.every(({ version }) => version === 1)) return services
  throw malformed(
    'its log is of version 2, which says of no entry when it was made, and it names no time stamp authority that is in force',
  )
}

type Service = v.InferOutput<typeof Services>[number]

/** A kind of service, and how many of it a verifier takes in one signature. */
interface Kind {
  readonly name: string
  readonly max: number
}

const LOGS: Kind = { name: 'logs', max: limits.MAX_LOG_ENTRIES }
const STAMPS: Kind = { name: 'time stamp authorities', max: limits.MAX_TIMESTAMPS }

function chosen(
  services: readonly Service[],
  selection: v.InferOutput<typeof Selection>,
  { name, max }: Kind,
): readonly Service[] {
  const found = selected(services, selection)
  if (found === null)
    throw malformed(`it asks for more ${name} of different operators than the ${services.length} in force`)
  if (found.length <= max) return found
  throw malformed(`it asks for ${found.length} ${name}: expected at most ${max}`)
}

function logOf({ url, majorApiVersion }: Service): LogService {
  return { url: addressOf(url), version: majorApiVersion === 2 ? 2 : 1 }
}

function addressOf(text: string): string {
  const url = URL.parse(text)
  if (url === null || !isSafeAddress(url)) throw malformed(`\`${text.slice(0, 200)}\` is no https address`)
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
