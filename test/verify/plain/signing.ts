import { createHash, generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import {
  keyringOf,
  parsePlainKey,
  trustOf,
  type Keyring,
  type PlainKey,
  type Trust,
} from '../../../src/trust/index.ts'

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')

/** A minisign key pair, with what `minisign.pub` would hold. */
export interface MinisignPair {
  readonly id: Buffer
  readonly secret: KeyObject
  readonly file: Buffer
}

export function minisignPair(id: Buffer = Buffer.from('0123456789abcdef', 'hex')): MinisignPair {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const raw = publicKey.export({ type: 'spki', format: 'der' }).subarray(12)
  const line = base64(Buffer.concat([Buffer.from('Ed'), id, raw]))
  return { id, secret: privateKey, file: Buffer.from(`untrusted comment: minisign public key\n${line}\n`) }
}

interface MinisigWish {
  readonly algorithm?: 'ED' | 'Ed'
  readonly comment?: string
  readonly id?: Buffer
}

/** A `.minisig` as minisign(1) writes it. */
export function minisig(
  { secret, id: own }: MinisignPair,
  content: Uint8Array,
  {
    algorithm = 'ED',
    comment = 'timestamp:1790000000\tfile:a-1.0.tar.gz\thashed',
    id = own,
  }: MinisigWish = {},
): string {
  const signed = algorithm === 'ED' ? createHash('blake2b512').update(content).digest() : content
  const signature = sign(null, signed, secret)
  const sealed = sign(null, Buffer.concat([signature, Buffer.from(comment)]), secret)
  return [
    'untrusted comment: signature from minisign secret key',
    base64(Buffer.concat([Buffer.from(algorithm), id, signature])),
    `trusted comment: ${comment}`,
    base64(sealed),
    '',
  ].join('\n')
}

export type PairKind = 'P-256' | 'P-384' | 'P-521' | 'ed25519' | 'rsa'

/** A key pair with its public half in PEM. */
export interface PemPair {
  readonly kind: PairKind
  readonly secret: KeyObject
  readonly pem: Buffer
}

export function pemPair(kind: PairKind = 'P-256'): PemPair {
  const { publicKey, privateKey } =
    kind === 'ed25519'
      ? generateKeyPairSync('ed25519')
      : kind === 'rsa'
        ? generateKeyPairSync('rsa', { modulusLength: 2048 })
        : generateKeyPairSync('ec', { namedCurve: kind })
  return { kind, secret: privateKey, pem: Buffer.from(publicKey.export({ type: 'spki', format: 'pem' })) }
}

const HASHES = {
  'P-256': 'sha256',
  'P-384': 'sha384',
  'P-521': 'sha512',
  ed25519: null,
  rsa: 'sha256',
} as const

export const IN_TOTO = 'application/vnd.in-toto+json'

export interface EnvelopeParts {
  payloadType: string
  payload: string
  signatures: { keyid?: string; sig: string }[]
}

/** A DSSE envelope, signed by each pair in turn. */
export function envelope(
  statement: unknown,
  pairs: readonly PemPair[],
  { payloadType = IN_TOTO, keyid }: { readonly payloadType?: string; readonly keyid?: string } = {},
): EnvelopeParts {
  const payload = Buffer.from(JSON.stringify(statement))
  const head = `DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `
  const signed = Buffer.concat([Buffer.from(head), payload])
  const signatures = pairs.map(({ kind, secret }) => ({
    ...(keyid !== undefined && { keyid }),
    sig: base64(sign(HASHES[kind], signed, secret)),
  }))
  return { payloadType, payload: base64(payload), signatures }
}

const STATEMENT = 'https://in-toto.io/Statement/v1'

/** A PEP 740 publish statement about a file. */
export function publishStatement(name: string, sha256: string): object {
  const predicateType = 'https://docs.pypi.org/attestations/publish/v1'
  return { _type: STATEMENT, subject: [{ name, digest: { sha256 } }], predicateType, predicate: null }
}

/** What OSS Rebuild's `Rebuild@v0.1` says of a file. */
export function rebuildStatement(
  name: string,
  sha256: string,
  {
    artifact = name.replace(/^rebuild\//, ''),
    buildType = 'https://docs.oss-rebuild.dev/builds/Rebuild@v0.1',
  } = {},
): object {
  return {
    _type: STATEMENT,
    subject: [{ name, digest: { sha256 } }],
    predicateType: 'https://slsa.dev/provenance/v1',
    predicate: {
      buildDefinition: { buildType, externalParameters: { ecosystem: 'pypi', artifact } },
      runDetails: { builder: { id: 'https://rebuild.example/one' } },
    },
  }
}

export const plainKey = ({ pem }: PemPair, owner = 'Dana <dana@acme.example>'): PlainKey =>
  parsePlainKey(pem, owner)

export const minisignKey = ({ file }: MinisignPair, owner = 'Dana <dana@acme.example>'): PlainKey =>
  parsePlainKey(file, owner)

export const ringOf = (name: string, ...plainKeys: readonly PlainKey[]): Keyring =>
  keyringOf(name, { plainKeys })

export const trusting = (...keyrings: readonly Keyring[]): Trust => trustOf([], keyrings)
