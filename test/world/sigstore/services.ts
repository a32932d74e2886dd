import { createPublicKey, verify } from 'node:crypto'
import { createServer, type IncomingMessage } from 'node:http'
import { listenOnLoopback } from '../index/loopback.ts'
import { identityExtensions } from './identities.ts'
import { DEFAULT_PUBLISHER, LEAF_SECONDS, pem, type Instance } from './instance.ts'
import { sha256 } from './keys.ts'

/** How long before `now` the services' clocks say that it is. */
const AGO_SECONDS = 60

/** What an instance answers: `null` where it refuses. */
export interface Services {
  /** Fulcio's `POST /api/v2/signingCert`: the key in PEM, and its signature over the token's subject. */
  certify(request: { readonly pem: string; readonly subject: string; readonly proof: Buffer }): string | null
  /** Rekor's `POST /api/v1/log/entries`. */
  enter(proposed: Proposed): unknown
  /** Rekor v2's `POST /api/v2/log/entries`; null for the requests that its logs don't take any more. */
  enterTiles(request: TilesRequest): unknown
  /** RFC 3161: a request in DER; a minute before `now`, unless said otherwise. */
  stamp(request: Buffer, agoSeconds?: number): Buffer
}

/** A request to a log of version 2. */
export interface TilesRequest {
  readonly hashedRekordRequestV002?: {
    readonly digest: string
    readonly signature: { readonly content: string; readonly verifier: object }
  }
}

interface Proposed {
  readonly kind: string
  readonly apiVersion: string
  readonly spec: unknown
}

const hex = (base64: string): string => Buffer.from(base64, 'base64').toString('hex')

export const servicesOf = ({ authority, log, tiles, timestamper, now }: Instance): Services => ({
  certify: ({ pem: key, subject, proof }) => {
    const publicKey = createPublicKey(key)
    if (!verify('sha256', Buffer.from(subject), publicKey, proof)) return null
    const spki = publicKey.export({ type: 'spki', format: 'der' })
    const notBefore = now - AGO_SECONDS - 1
    const identity = identityExtensions(DEFAULT_PUBLISHER)
    return pem(authority.issueLeaf({ spki, identity, notBefore, notAfter: notBefore + LEAF_SECONDS }))
  },
  enter: (proposed) => {
    const entry = log.append(bodyOf(proposed), now - AGO_SECONDS)
    const { logIndex, rootHash, treeSize, hashes, checkpoint } = entry.inclusionProof
    const inclusionProof = {
      checkpoint: checkpoint.envelope,
      hashes: hashes.map(hex),
      logIndex: Number(logIndex),
      rootHash: hex(rootHash),
      treeSize: Number(treeSize),
    }
    const verification = { inclusionProof, signedEntryTimestamp: entry.inclusionPromise.signedEntryTimestamp }
    const logged = {
      body: entry.canonicalizedBody,
      integratedTime: Number(entry.integratedTime),
      logID: hex(entry.logId.keyId),
      logIndex: Number(entry.logIndex),
      verification,
    }
    return { ['24296fb24b8ad77a'.padEnd(80, '0')]: logged }
  },
  // The digest is the last octet string of 32 bytes; the flag for certificates stands behind it.
  stamp: (request, agoSeconds = AGO_SECONDS) =>
    timestamper.stampDigest(request.subarray(-3 - 32, -3), now - agoSeconds),
  enterTiles: ({ hashedRekordRequestV002: wanted }) => {
    if (wanted === undefined) return null
    const data = { algorithm: 'SHA2_256', digest: wanted.digest }
    const spec = { hashedRekordV002: { data, signature: wanted.signature } }
    const entry = tiles.append({ apiVersion: '0.0.2', kind: 'hashedrekord', spec }, { isUnwitnessed: true })
    return { ...entry, integratedTime: '0', inclusionPromise: null }
  },
})

/** Rekor keeps of an envelope its hashes, as `dsseBody` of the world does. */
function bodyOf({ kind, apiVersion, spec }: Proposed): { kind: string; apiVersion: string; spec: unknown } {
  if (kind !== 'dsse') return { apiVersion, kind, spec }
  const { proposedContent }: { proposedContent: { envelope: string; verifiers: readonly string[] } } =
    JSON.parse(JSON.stringify(spec))
  const envelope: { payload: string; signatures: readonly { sig: string }[] } = JSON.parse(
    proposedContent.envelope,
  )
  const payload = Buffer.from(envelope.payload, 'base64')
  const signature = envelope.signatures[0]?.sig ?? ''
  const hash = (bytes: Uint8Array) => ({ algorithm: 'sha256', value: sha256(bytes).toString('hex') })
  return {
    apiVersion,
    kind,
    spec: {
      envelopeHash: hash(Buffer.from(proposedContent.envelope)),
      payloadHash: hash(payload),
      signatures: [{ signature, verifier: proposedContent.verifiers[0] }],
    },
  }
}

/** A world whose services listen on this machine. */
export interface ServedWorld {
  /** `signing_config.json`, UTF-8: with the log of version 1 alone, and with that of version 2 as well. */
  readonly signingConfig: Buffer
  readonly tilesConfig: Buffer
  /** An identity token for the world's publisher, as its CI would give it; its signature is nobody's. */
  readonly token: (changes?: Readonly<Record<string, unknown>>) => string
  /** Paths that were asked. */
  readonly asked: readonly string[]
  readonly close: () => Promise<void>
}

/** What a service answers instead, by its path. */
export type Sabotage = Readonly<
  Record<string, (honest: Buffer, asked: Buffer) => { status?: number; body?: Buffer | string }>
>

const CA = '/fulcio/api/v2/signingCert'
const LOG = '/rekor/api/v1/log/entries'
const TILES = '/tiles/api/v2/log/entries'
const TSA = '/tsa'

/** Serves Fulcio, Rekor and a time stamp authority on 127.0.0.1. */
export const serveWorld = async (
  services: Services,
  now: number,
  sabotage: Sabotage = {},
): Promise<ServedWorld> => {
  const asked: string[] = []
  const server = createServer((request, response) => {
    void bodyIn(request).then((body) => {
      const path = request.url ?? ''
      asked.push(path)
      const honest = answerOf(services, path, body)
      const changed = honest === null ? { status: 400 } : sabotage[path]?.(honest, body)
      response.statusCode = changed?.status ?? 201
      response.end(changed?.body ?? honest ?? '')
    })
  })
  const { port, close } = await listenOnLoopback(server)
  const at = (path: string, majorApiVersion = 1) => [
    { url: `http://127.0.0.1:${port}${path}`, majorApiVersion, operator: 'world.example' },
  ]
  const mediaType = 'application/vnd.dev.sigstore.signingconfig.v0.2+json'
  const config = {
    mediaType,
    caUrls: at('/fulcio'),
    rekorTlogUrls: at('/rekor/'),
    tsaUrls: at(TSA),
    oidcUrls: [],
    rekorTlogConfig: { selector: 'ANY' },
    tsaConfig: { selector: 'ANY' },
  }
  const rekorTlogUrls = [...at('/rekor/'), ...at('/tiles', 2)]
  const claims = {
    iss: 'https://token.actions.githubusercontent.com',
    sub: 'repo:pypa/sampleproject:ref:refs/heads/main',
    job_workflow_ref: 'pypa/sampleproject/.github/workflows/release.yml@refs/heads/main',
    aud: 'sigstore',
    exp: now + 300,
  }
  return {
    signingConfig: Buffer.from(JSON.stringify(config)),
    tilesConfig: Buffer.from(JSON.stringify({ ...config, rekorTlogUrls })),
    token: (changes = {}) =>
      ['{"alg":"none"}', JSON.stringify({ ...claims, ...changes }), 'nobody']
        .map((part) => Buffer.from(part).toString('base64url'))
        .join('.'),
    asked,
    close,
  }
}

function answerOf(services: Services, path: string, body: Buffer): Buffer | null {
  if (path.startsWith(TSA)) return services.stamp(body)
  const request: {
    credentials: { oidcIdentityToken: string }
    publicKeyRequest: { publicKey: { content: string }; proofOfPossession: string }
  } & Proposed &
    TilesRequest = JSON.parse(body.toString())
  if (path === LOG) return Buffer.from(JSON.stringify(services.enter(request)))
  if (path === TILES) {
    const entry = services.enterTiles(request)
    return entry === null ? null : Buffer.from(JSON.stringify(entry))
  }
  if (path !== CA) return null
  const { publicKey, proofOfPossession } = request.publicKeyRequest
  const payload = request.credentials.oidcIdentityToken.split('.')[1] ?? ''
  const { sub }: { sub: string } = JSON.parse(Buffer.from(payload, 'base64url').toString())
  const proof = Buffer.from(proofOfPossession, 'base64')
  const certificate = services.certify({ pem: publicKey.content, subject: sub, proof })
  if (certificate === null) return null
  return Buffer.from(
    JSON.stringify({ signedCertificateEmbeddedSct: { chain: { certificates: [certificate] } } }),
  )
}

async function bodyIn(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks)
}
