import { randomBytes } from 'node:crypto'
import { canaryWheel, parseCanaryNonce, type CanaryNonce, type CanaryWheel } from '../../artifact/index.ts'
import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import attestation from './attestation.json' with { type: 'json' }

/** What a canary holds out to pip. */
export type BaitKind = 'good' | 'other-bytes' | 'other-attestation'

/** One wheel as the canary's index serves it. */
export interface Bait {
  readonly kind: BaitKind
  readonly nonce: CanaryNonce
  readonly wheel: CanaryWheel
  /** What is served as the wheel. */
  readonly bytes: Buffer
  /** What the page says that it is. */
  readonly sha256: Sha256
  /** What the page offers as its provenance (PEP 740); null for nothing. */
  readonly provenance: string | null
}

/** A real attestation, and a good one: of the project `sampleproject` 4.0.0 and of no canary. */
const PROVENANCE = JSON.stringify({
  version: 1,
  attestation_bundles: [
    {
      publisher: {
        kind: 'GitHub',
        repository: 'pypa/sampleproject',
        workflow: 'release.yml',
        environment: '',
      },
      attestations: [attestation],
    },
  ],
})

const DIRECTORY_RECORD = 'PK\x01\x02'
const PERMISSIONS_AT = 40

/** The three baits of one canary, each under a name of its own. */
export function makeBaits(): readonly [good: Bait, otherBytes: Bait, otherAttestation: Bait] {
  const [good, other, attested] = [freshWheel(), freshWheel(), freshWheel()]
  return [
    { kind: 'good', ...good, bytes: good.wheel.bytes, sha256: good.wheel.sha256, provenance: null },
    {
      kind: 'other-bytes',
      ...other,
      bytes: withOtherByte(other.wheel.bytes),
      sha256: other.wheel.sha256,
      provenance: null,
    },
    attestedBait(attested),
  ]
}

/** Its page tells the truth of its bytes, so that pip by itself finds nothing wrong: only the attestation speaks against it. */
function attestedBait(fresh: Pick<Bait, 'nonce' | 'wheel'>): Bait {
  const bytes = withOtherByte(fresh.wheel.bytes)
  return { kind: 'other-attestation', ...fresh, bytes, sha256: sha256Of(bytes), provenance: PROVENANCE }
}

function freshWheel(): Pick<Bait, 'nonce' | 'wheel'> {
  const nonce = parseCanaryNonce(randomBytes(8).toString('hex'))
  if (nonce === null) throw new Error('sixteen hex digits are no nonce')
  return { nonce, wheel: canaryWheel(nonce) }
}

/** One byte of the zip's directory is another: a permission. It stays a wheel that every tool can install. */
function withOtherByte(wheel: Buffer): Buffer {
  const changed = Buffer.from(wheel)
  const at = changed.indexOf(DIRECTORY_RECORD, 0, 'latin1') + PERMISSIONS_AT
  changed.writeUInt8(changed.readUInt8(at) ^ 0o100, at)
  return changed
}
