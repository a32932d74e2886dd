import { createPublicKey, verify } from 'node:crypto'
import { decodeBase64, EncodingError } from '../../encoding/index.ts'
import type { LogKey } from '../../trust/index.ts'
import { MAX_CHECKPOINT_SIGNATURES } from '../limits.ts'
import { expect, Unverified } from '../unverified.ts'

/** A log's statement of its size and root (C2SP tlog-checkpoint), in a signed note (C2SP signed-note). */
export interface Checkpoint {
  readonly origin: string
  /** Decimal. */
  readonly size: string
  readonly rootHash: Uint8Array
  /** What the signatures are over, with its last line feed. */
  readonly text: string
  readonly signatures: readonly NoteSignature[]
}

interface NoteSignature {
  readonly name: string
  /** The first four bytes of the key's id. */
  readonly hint: Uint8Array
  readonly bytes: Uint8Array
}

const HINT_BYTES = 4

/** Reads a checkpoint. Throws `Unverified` TC2118. */
export function readCheckpoint(envelope: string): Checkpoint {
  const end = envelope.lastIndexOf('\n\n')
  const text = envelope.slice(0, end + 1)
  const [origin = '', size = '', root = ''] = text.split('\n')
  expect(
    end > 0 && envelope.endsWith('\n') && origin !== '' && /^(?:0|[1-9][0-9]{0,18})$/.test(size),
    'TC2118',
    'a checkpoint: origin, size, root, signatures',
    'another text',
  )
  const lines = envelope.slice(end + 2, -1).split('\n')
  expect(lines.length <= MAX_CHECKPOINT_SIGNATURES, 'TC2118', 'few signatures', `${lines.length}`)
  return { origin, size, rootHash: base64(root), text, signatures: lines.map(readSignature) }
}

function readSignature(line: string): NoteSignature {
  const [dash, name = '', encoded = '', ...rest] = line.split(' ')
  const blob = base64(encoded)
  expect(
    dash === '—' && name !== '' && rest.length === 0 && blob.length > HINT_BYTES,
    'TC2118',
    'a signature line in the checkpoint',
    'another text',
  )
  return { name, hint: blob.subarray(0, HINT_BYTES), bytes: blob.subarray(HINT_BYTES) }
}

function base64(text: string): Uint8Array {
  try {
    return decodeBase64(text)
  } catch (cause) {
    if (!(cause instanceof EncodingError)) throw cause
    throw new Unverified('TC2118', 'base64 in the checkpoint', 'another text', cause)
  }
}

/** That the log itself said so: its own name as origin, its own key. Throws `Unverified` TC2118. */
export function checkCheckpoint(checkpoint: Checkpoint, log: LogKey): void {
  const { host, pathname } = new URL(log.baseUrl)
  const name = pathname === '/' ? host : `${host}${pathname}`
  const { origin, signatures } = checkpoint
  // Rekor v1 adds its tree's number: `rekor.sigstore.dev - 1193050959916656506`.
  const isOwn =
    origin === name || (origin.startsWith(`${name} - `) && /^[0-9]+$/.test(origin.slice(name.length + 3)))
  expect(isOwn, 'TC2118', `a checkpoint of ${name}`, origin.slice(0, 100))
  const own = signatures.filter((signature) => signature.name === name && hasHint(signature, log))
  expect(own.length > 0, 'TC2118', `a checkpoint signed by ${name}`, 'signatures of others')
  expect(
    own.some(({ bytes }) => isSignedBy(log, Buffer.from(checkpoint.text), bytes)),
    'TC2118',
    `a checkpoint signed by ${name}`,
    'a signature that does not fit',
  )
}

function hasHint({ hint }: NoteSignature, { id }: LogKey): boolean {
  return Buffer.from(hint).equals(id.subarray(0, HINT_BYTES))
}

function isSignedBy({ publicKey, encoding }: LogKey, text: Uint8Array, signature: Uint8Array): boolean {
  const key = createPublicKey({ key: Buffer.from(publicKey), format: 'der', type: encoding })
  return verify(key.asymmetricKeyType === 'ed25519' ? null : 'sha256', text, key, signature)
}
