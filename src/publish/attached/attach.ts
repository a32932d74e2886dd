import { MAX_ATTACHED_BYTES } from '../../artifact/index.ts'
import { canonicalWheel, wheelFiles, writeWheel } from '../canonical/index.ts'
import { wheelTime } from '../sbom/index.ts'
import { AttachedError } from './attached-error.ts'
import { recordJws, type JwsSigner } from './record-jws.ts'

/** Makes a detached CMS signature in DER over the bytes. */
export type CmsSign = (content: Uint8Array) => Promise<Uint8Array>

/**
 * The wheel with a CMS signature over its RECORD in `.dist-info/RECORD.p7s` (PEP 427), in the canonical form; one that was
 * there is replaced. Every other file, and their times, stay. Throws `AttachedError`, `CanonicalError`.
 */
export async function attachCms(wheel: Uint8Array, sign: CmsSign): Promise<Buffer> {
  return await attach(wheel, 'RECORD.p7s', (record) => sign(record))
}

/**
 * The wheel with a JSON Web Signature over its RECORD by each signer in `.dist-info/RECORD.jws` (PEP 427), in the canonical
 * form; signatures that other keys made over the same RECORD stay. Signs the same with the same keys, where those do. Throws
 * `AttachedError`, `CanonicalError`.
 */
export async function attachJws(wheel: Uint8Array, signers: readonly JwsSigner[]): Promise<Buffer> {
  return await attach(wheel, 'RECORD.jws', (record, before) => recordJws(record, signers, before))
}

async function attach(
  wheel: Uint8Array,
  name: 'RECORD.p7s' | 'RECORD.jws',
  sign: (record: Uint8Array, before: Uint8Array | null) => Promise<Uint8Array>,
): Promise<Buffer> {
  const epochSeconds = await wheelTime(wheel)
  const files = await wheelFiles(await canonicalWheel(wheel, { epochSeconds }))
  const record = files.find((file) => /^[^/]+\.dist-info\/RECORD$/.test(file.name))
  if (record === undefined) {
    throw new AttachedError('wheel', {
      message: 'the wheel has no RECORD that could be signed',
      hint: 'trustctl build',
    })
  }
  const full = record.name.replace(/RECORD$/, name)
  const before = files.find((file) => file.name === full)?.content ?? null
  const content = await sign(record.content, before)
  if (content.byteLength > MAX_ATTACHED_BYTES) {
    throw new AttachedError('signature', {
      message: `the signature has ${content.byteLength} bytes: expected at most ${MAX_ATTACHED_BYTES}, which is what a wheel’s own may have`,
      hint: 'leave certificates out that everybody has',
    })
  }
  const others = files.filter((file) => file.name !== full)
  return writeWheel([...others, { name: full, content, isExecutable: false }], { epochSeconds })
}
