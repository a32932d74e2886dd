import { type ConnectionOptions, connect, type DetailedPeerCertificate, type TLSSocket } from 'node:tls'
import { ProxyError } from './proxy-error.ts'

const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH)/
/** What Node adds for its own callers. */
const NODE_ADVICE = /; if the root CA is installed locally.*$/s
/** Codes that tell of an authority that nobody named. */
const UNKNOWN_AUTHORITY = /^(UNABLE_TO_|DEPTH_ZERO|SELF_SIGNED)/
const MAX_CHAIN = 10
const MAX_NAME_CHARS = 100

/** The authority at the end of the chain that a server sent, by socket error. */
const authorities = new WeakMap<Error, string>()

/** A TLS connection whose certificate is always verified; its error knows the authority that it failed at. */
export function connectVerified(options: ConnectionOptions): TLSSocket {
  const socket = connect({ ...options, rejectUnauthorized: true })
  let authority = ''
  // Before Node's own listener, which ends the connection where the certificate does not verify.
  socket.prependListener('secure', () => {
    authority = lastIssuer(socket.getPeerCertificate(true))
  })
  socket.once('error', (error) => authorities.set(error, authority))
  return socket
}

/** The error for a certificate that does not verify; null where something else went wrong. */
export function untrusted(cause: unknown, place: string): ProxyError | null {
  if (!(cause instanceof Error) || !('code' in cause) || !TLS_CODES.test(String(cause.code))) return null
  const said = cause.message.replace(NODE_ADVICE, '')
  const authority = authorities.get(cause) ?? ''
  const isUnknown = authority !== '' && UNKNOWN_AUTHORITY.test(String(cause.code))
  const found = isUnknown ? `: \`${authority}\` vouches for it, which pip is not set to trust` : ''
  return new ProxyError('upstream-untrusted', {
    message: `the certificate of \`${place}\` does not verify: ${said}${found}`,
    hint: 'name the right authority with `--cert FILE`',
    cause,
  })
}

/** Common name, else organisation, of whoever issued the last certificate that was sent. */
function lastIssuer(first: DetailedPeerCertificate): string {
  let last = first
  for (let at = 0; at < MAX_CHAIN && last.issuerCertificate !== undefined; at += 1) {
    if (last.issuerCertificate === last) break
    last = last.issuerCertificate
  }
  const { CN, O } = last.issuer ?? {}
  return String(CN ?? O ?? '')
    .replaceAll(/[^ -~]|`/g, '?')
    .slice(0, MAX_NAME_CHARS)
}
