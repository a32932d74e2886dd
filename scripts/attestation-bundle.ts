import * as v from 'valibot'
import type { Form } from '../src/publish/sign/index.ts'

const Attestation = v.object({
  verification_material: v.object({
    certificate: v.string(),
    transparency_entries: v.array(v.unknown()),
    timestamps: v.optional(v.array(v.string()), []),
  }),
  envelope: v.object({ statement: v.string(), signature: v.string() }),
})

/**
 * A keyless signature as a Sigstore bundle: an attestation of PEP 740 has the same parts under other names. What is no such
 * attestation any more is left as it is.
 */
export function asBundle(signature: Buffer, form: Form): Buffer {
  const read = form === 'sigstore' ? null : v.safeParse(Attestation, parsed(signature))
  if (read?.success !== true) return signature
  const { verification_material: material, envelope } = read.output
  return Buffer.from(
    JSON.stringify({
      mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
      verificationMaterial: {
        certificate: { rawBytes: material.certificate },
        tlogEntries: material.transparency_entries,
        timestampVerificationData: {
          rfc3161Timestamps: material.timestamps.map((signedTimestamp) => ({ signedTimestamp })),
        },
      },
      dsseEnvelope: {
        payload: envelope.statement,
        payloadType: 'application/vnd.in-toto+json',
        signatures: [{ sig: envelope.signature }],
      },
    }),
  )
}

function parsed(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString())
  } catch {
    // Cut in half, on purpose.
    return null
  }
}
