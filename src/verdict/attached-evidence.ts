import type { AttachedSignatures } from '../artifact/index.ts'
import { jsonLine } from '../encoding/index.ts'
import type { Evidence } from './evidence.ts'

const MAX_WHERE = 500

/**
 * Signatures from inside a wheel as evidence: a line of JSON with the wheel's digest, RECORD's digests and whether it stands for the whole
 * wheel, as whoever has the bytes found it, and behind it the signature as it lies in the wheel.
 */
export function attachedEvidence({
  sha256,
  record,
  gap,
  signatures,
}: AttachedSignatures): readonly Evidence[] {
  const head = Buffer.from(`${jsonLine({ file: sha256, record, gap })}\n`)
  return signatures.map(({ form, name, bytes }) => ({
    kind: form === 'jws' ? 'attached-jws' : 'attached-cms',
    origin: { via: 'inside', where: name.slice(0, MAX_WHERE) },
    bytes: Buffer.concat([head, bytes]),
  }))
}
