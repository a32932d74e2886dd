import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import { Metadata, Root, Signature, Snapshot, Targets, Timestamp } from '@tufjs/models'

export type Role = 'root' | 'timestamp' | 'snapshot' | 'targets'

/** An Ed25519 key of a role. */
export interface TufKey {
  readonly id: string
  readonly publicHex: string
  readonly privateKey: KeyObject
}

type Json = Parameters<typeof Root.fromJSON>[0]

/** Bytes of an Ed25519 key at the end of its SubjectPublicKeyInfo. */
const RAW_KEY = 32

export function tufKey(): TufKey {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const publicHex = publicKey.export({ format: 'der', type: 'spki' }).subarray(-RAW_KEY).toString('hex')
  return { id: `key-${publicHex.slice(0, 16)}`, publicHex, privateKey }
}

/** A metadata file, signed by these keys whether or not they may. */
export function signedFile(role: Role, content: Json, keys: readonly TufKey[]): Buffer {
  const metadata = modelOf(role, { _type: role, spec_version: '1.0.31', ...content })
  for (const { id, privateKey } of keys) {
    metadata.sign((data) => new Signature({ keyID: id, sig: sign(null, data, privateKey).toString('hex') }))
  }
  return Buffer.from(JSON.stringify(metadata.toJSON()))
}

function modelOf(role: Role, content: Json): Metadata<Root | Timestamp | Snapshot | Targets> {
  switch (role) {
    case 'root':
      return new Metadata<Root | Timestamp | Snapshot | Targets>(Root.fromJSON(content))
    case 'timestamp':
      return new Metadata<Root | Timestamp | Snapshot | Targets>(Timestamp.fromJSON(content))
    case 'snapshot':
      return new Metadata<Root | Timestamp | Snapshot | Targets>(Snapshot.fromJSON(content))
    case 'targets':
      return new Metadata<Root | Timestamp | Snapshot | Targets>(Targets.fromJSON(content))
  }
}
