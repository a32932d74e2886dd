import * as v from 'valibot'
import { MAX_ATTESTATIONS, MAX_TIMESTAMPS } from '../limits.ts'
import { Base64, readJson } from '../read-json.ts'
import { expect } from '../unverified.ts'
import { Entries, type Envelope, type SignedBundle } from '../sigstore/index.ts'

/** The payload type of every PEP 740 attestation; it is part of what is signed. */
const PAYLOAD_TYPE = 'application/vnd.in-toto+json'

/** PEP 740, «attestation objects». `timestamps` came with Rekor v2. */
const Attestation = v.strictObject({
  version: v.number(),
  verification_material: v.strictObject({
    certificate: Base64,
    transparency_entries: Entries,
    timestamps: v.nullish(
      v.pipe(
        v.array(v.union([Base64, v.strictObject({ rfc3161_timestamp: Base64 })])),
        v.maxLength(MAX_TIMESTAMPS),
      ),
    ),
  }),
  envelope: v.strictObject({ statement: Base64, signature: Base64 }),
})

/** Who the index says that the publisher is; the forms differ by kind. */
const Publisher = v.looseObject({ kind: v.string() })

/** PEP 740, «provenance objects». */
const Provenance = v.strictObject({
  version: v.number(),
  attestation_bundles: v.pipe(
    v.array(
      v.strictObject({
        publisher: Publisher,
        attestations: v.pipe(v.array(Attestation), v.minLength(1)),
      }),
    ),
    v.minLength(1),
  ),
})

export type PublisherObject = v.InferOutput<typeof Publisher>

/** A signature over a PEP 740 statement. */
export interface Attested {
  readonly bundle: SignedBundle & { readonly content: Envelope }
  /** The publisher that the index names; null for an attestation on its own. */
  readonly claimed: PublisherObject | null
}

/** Reads one attestation object. Throws `Unverified` TC2110, or TC2121 for another version than 1. */
export function readAttestation(bytes: Uint8Array): Attested {
  return toAttested(readJson(Attestation, bytes, 'TC2110', 'a PEP 740 attestation'), null)
}

/** Reads a provenance object: all its attestations. Throws `Unverified` as `readAttestation` does. */
export function readProvenance(bytes: Uint8Array): readonly Attested[] {
  const { version, attestation_bundles: bundles } = readJson(
    Provenance,
    bytes,
    'TC2110',
    'a PEP 740 provenance object',
  )
  expect(version === 1, 'TC2121', 'a provenance object of version 1', `version ${version}`)
  const count = bundles.reduce((sum, { attestations }) => sum + attestations.length, 0)
  expect(count <= MAX_ATTESTATIONS, 'TC2110', `at most ${MAX_ATTESTATIONS} attestations`, `${count}`)
  return bundles.flatMap(({ publisher, attestations }) =>
    attestations.map((attestation) => toAttested(attestation, publisher)),
  )
}

function toAttested(
  attestation: v.InferOutput<typeof Attestation>,
  claimed: PublisherObject | null,
): Attested {
  const { version, verification_material: material, envelope } = attestation
  expect(version === 1, 'TC2121', 'an attestation of version 1', `version ${version}`)
  const { statement: payload, signature } = envelope
  return {
    bundle: {
      signer: { kind: 'certificate', der: material.certificate },
      entries: material.transparency_entries,
      entryNeeds: 'proof',
      timestamps: (material.timestamps ?? []).map((each) =>
        each instanceof Uint8Array ? each : each.rfc3161_timestamp,
      ),
      content: { kind: 'envelope', payloadType: PAYLOAD_TYPE, payload, signature },
    },
    claimed,
  }
}
