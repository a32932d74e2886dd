import type { Authority } from './authority.ts'
import type { SigningKey } from './keys.ts'
import type { Log } from './log.ts'

const YEAR_SECONDS = 365 * 24 * 3600

const logOf = (baseUrl: string, key: SigningKey, start: string) => ({
  baseUrl,
  hashAlgorithm: 'SHA2_256',
  publicKey: {
    rawBytes: key.spki.toString('base64'),
    keyDetails: 'PKIX_ECDSA_P256_SHA_256',
    validFor: { start },
  },
  logId: { keyId: key.id.toString('base64') },
})

/** `trusted_root.json` (Sigstore's protobuf as JSON) for this authority and this log; valid since four years before `now`. */
export const trustedRoot = (authority: Authority, log: Log, now: number) => {
  const start = new Date((now - 4 * YEAR_SECONDS) * 1000).toISOString()
  const certificates = authority.chain.map((der) => ({ rawBytes: der.toString('base64') }))
  return {
    mediaType: 'application/vnd.dev.sigstore.trustedroot+json;version=0.1',
    tlogs: [logOf(`https://${log.host}`, log.key, start)],
    certificateAuthorities: [
      {
        subject: { organization: 'world.example', commonName: 'world' },
        uri: 'https://fulcio.world.example',
        certChain: { certificates },
        validFor: { start },
      },
    ],
    ctlogs: [logOf('https://ctfe.world.example/2026', authority.ctLog, start)],
    timestampAuthorities: [],
  }
}
