import { Metadata, MetadataKind, Signature } from '@tufjs/models'
import { encodeHex } from '../../encoding/index.ts'
import type { DraftRole, KeyDocument } from './documents.ts'
import { keyIdOfPublicKey, type DirectorySigner } from './tuf-key.ts'

interface AnyDocument {
  readonly signed: object
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[]
}
type Kind = 'root' | 'targets' | 'snapshot' | 'timestamp'

/** Who may sign a file, and how many of them must. */
export interface Signers {
  readonly keys: Readonly<Record<string, KeyDocument>>
  readonly keyIds: readonly string[]
  readonly threshold: number
}

/** The document with the signer's signature, in place of an older one by the same key. */
export async function withSignature<Document extends AnyDocument>(
  kind: Kind,
  document: Document,
  { publicKey, sign }: DirectorySigner,
): Promise<Document> {
  const keyid = keyIdOfPublicKey(publicKey)
  const sig = encodeHex(await sign(signedBytes(kind, document)))
  const others = document.signatures.filter((each) => each.keyid !== keyid)
  return { ...document, signatures: [...others, { keyid, sig }] }
}

/** The people whose valid signatures a document has. Those of strangers don't count, nor does anybody twice. */
export function peopleWhoSigned(
  kind: Kind,
  document: AnyDocument,
  { keys, keyIds }: Pick<Signers, 'keys' | 'keyIds'>,
): readonly string[] {
  const metadata = modelOf(kind, document)
  const good = keyIds.flatMap((id) => {
    const key = keys[id]
    return key !== undefined && isBy(metadata, kind, id, key) ? [key['x-pip-trust-person']] : []
  })
  return [...new Set(good)].toSorted()
}

/** Verified by the library that verifies for followers, one key at a time. */
function isBy(metadata: Metadata<Model>, kind: Kind, id: string, key: KeyDocument): boolean {
  const alone = delegatorOf(id, key)
  try {
    alone.verifyDelegate(kind, metadata)
    return true
  } catch (error) {
    if (error instanceof Error) return false
    throw error
  }
}

type Model = Parameters<Metadata<never>['verifyDelegate']>[1] extends Metadata<infer Any> ? Any : never

function modelOf(kind: Kind, { signed, signatures }: AnyDocument): Metadata<Model> {
  const json = JSON.parse(JSON.stringify({ signed, signatures }))
  switch (kind) {
    case 'root':
      return Metadata.fromJSON(MetadataKind.Root, json)
    case 'targets':
      return Metadata.fromJSON(MetadataKind.Targets, json)
    case 'snapshot':
      return Metadata.fromJSON(MetadataKind.Snapshot, json)
    case 'timestamp':
      return Metadata.fromJSON(MetadataKind.Timestamp, json)
  }
}

/** A root of which one key alone signs everything. */
function delegatorOf(id: string, key: KeyDocument) {
  const role = { keyids: [id], threshold: 1 }
  return Metadata.fromJSON(MetadataKind.Root, {
    signatures: [],
    signed: {
      _type: 'root',
      spec_version: '1.0.31',
      version: 1,
      expires: '2000-01-01T00:00:00Z',
      keys: { [id]: JSON.parse(JSON.stringify(key)) },
      roles: { root: role, targets: role, snapshot: role, timestamp: role },
      consistent_snapshot: true,
    },
  })
}

/** What is signed: TUF's canonical form (§4.2.1), as the library writes it, which only signs at once. */
function signedBytes(kind: Kind, document: AnyDocument): Uint8Array {
  let bytes: Buffer = Buffer.alloc(0)
  modelOf(kind, { ...document, signatures: [] }).sign((data) => {
    bytes = data
    return new Signature({ keyID: '', sig: '' })
  })
  return bytes
}

/** The kind of TUF file that a draft is. */
export function kindOf(role: DraftRole): 'root' | 'targets' {
  return role === 'root' ? 'root' : 'targets'
}
