import type { Authority } from './authority.ts'
import type { SigningKey } from './keys.ts'
import type { Log } from './log.ts'
import type { Tiles } from './tiles.ts'
import type { Timestamper } from './timestamper.ts'

const YEAR_SECONDS = 365 * 24 * 3600

const logOf = (
  baseUrl: string,
  key: Pick<SigningKey, 'spki' | 'id'>,
  start: string,
  keyDetails = 'PKIX_ECDSA_P256_SHA_256',
) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {
    rawBytes: key.spki.toString('base64'),
    keyDetails,
    validFor: { start },
  },
  logId: { keyId: key.id.toString('base64') },
})

/** What a trusted root names. */
export interface Trusted {
  readonly authority: Authority
  readonly log: Log
  readonly tiles: Tiles
  readonly timestamper: Timestamper
}

/** `trusted_root.json` (Sigstore's protobuf as JSON); valid since four years before `now`. */
export const trustedRoot = ({ authority, log, tiles, timestamper }: Trusted, now: number) => {
  const start = new Date((now - 4 * YEAR_SECONDS) * 1000).toISOString()
  const certificates = authority.chain.map((der) => ({ rawBytes: der.toString('base64') }))
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [
      logOf(`https://${log.host}`, log.key, start),
      logOf(`https://${tiles.host}`, tiles, start, 'PKIX_ED25519'),
    ],
    certificateAuthorities: [
      {
        subject: { organization: 'world.example', commonName: 'world' },
        uri: 'https://fulcio.world.example',
        certChain: { certificates },
        validFor: { start },
      },
    ],
    ctlogs: [logOf('https://ctfe.world.example/2026', authority.ctLog, start)],
    timestampAuthorities: [
      {
        subject: { organization: 'world.example', commonName: 'world stamps' },
        uri: 'https://stamps.world.example',
        certChain: {
          certificates: timestamper.chain.map((der) => ({ rawBytes: der.toString('base64') })),
        },
        validFor: { start },
      },
    ],
  }
}
