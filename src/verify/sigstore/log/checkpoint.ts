import { decodeBase64, encodeHex } from '../../../encoding/index.ts'
import { verifiesWith, type LogKey } from '../../../trust/index.ts'
import { MAX_CHECKPOINT_SIGNATURES } from '../../limits.ts'
import { expect } from '../../unverified.ts'
import { readable } from '../../read-json.ts'

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
  return readable('TC2118', 'base64 in the checkpoint', () => decodeBase64(text))
}

/**
 * That the log itself said so: its own name as origin, its own key; and that no signature by any known log's key is a
 * false one. Lines of witnesses and of keys that nobody here knows are left aside. Throws `Unverified` TC2118.
 */
export function checkCheckpoint(checkpoint: Checkpoint, log: LogKey, logs: readonly LogKey[]): void {
  const { origin, signatures, text } = checkpoint
  const { name } = log
  // Rekor v1 adds its tree's number: `rekor.sigstore.dev - 1193050959916656506`.
  const isOwn =
    origin === name || (origin.startsWith(`${name} - `) && /^[0-9]+$/.test(origin.slice(name.length + 3)))
  expect(isOwn, 'TC2118', `a checkpoint of ${name}`, origin.slice(0, 100))
  expect(
    signatures.some((signature) => isClaimedBy(signature, log)),
    'TC2118',
    `a checkpoint signed by ${name}`,
    'signatures of others',
  )
  const names = signatures.map(({ name: by, hint }) => `${by} ${encodeHex(hint)}`)
  expect(new Set(names).size === names.length, 'TC2118', 'one signature by each key', 'two by one')
  const bytes = Buffer.from(text)
  for (const signature of signatures) {
    const known = isClaimedBy(signature, log) ? log : logs.find((each) => isClaimedBy(signature, each))
    expect(
      known === undefined || verifiesWith(known.key, 'sha256', bytes, signature.bytes),
      'TC2118',
      `a checkpoint signed by ${known?.name ?? ''}`,
      'a signature that does not fit',
    )
  }
}

function isClaimedBy({ name, hint }: NoteSignature, log: LogKey): boolean {
  return name === log.name && Buffer.from(hint).equals(log.id.subarray(0, HINT_BYTES))
}
