import { encodeHex } from '../../encoding/index.ts'
import { armorBlocks, decodeArmor, isIgnoredTag, readPackets, type RawPacket } from '../../trust/index.ts'
import type { DigestWanted } from '../../protocol/index.ts'
import { MAX_EVIDENCE_BYTES, MAX_SIGNATURES } from '../limits.ts'
import { expect, Unverified } from '../unverified.ts'
import { hashedPart } from './fits.ts'
import type { OpenPgp } from './library.ts'
import { readSignature, SIGNATURE_TYPE, type Signature } from './signature.ts'
import { weakHash } from './strength.ts'

const SIGNATURE_TAG = 2

/**
 * All signatures, at most so many, of a detached signature file: armored (every block), or binary. Each by itself, or why that one can't be
 * read (TC3110, TC3117): it hides none beside it. Throws `Unverified` TC3110 for what isn't a file of signatures alone.
 */
export function readSignatures(
  openpgp: OpenPgp,
  bytes: Uint8Array,
  most: number,
): readonly (Signature | Unverified)[] {
  const limit = `at most ${MAX_EVIDENCE_BYTES} bytes`
  expect(bytes.byteLength <= MAX_EVIDENCE_BYTES, 'TC3110', limit, `${bytes.byteLength}`)
  const blocks = armorBlocks(bytes, 'SIGNATURE')
  const few = `1 to ${MAX_SIGNATURES} signatures in all`
  expect(blocks.length <= most, 'TC3110', few, `${blocks.length} more`)
  const parts = blocks.length === 0 ? [bytes] : blocks.map((block) => decodeArmor(block))
  const packets = parts.flatMap(packetsOf).filter(({ tag }) => !isIgnoredTag(tag))
  const stray = packets.find(({ tag }) => tag !== SIGNATURE_TAG)
  expect(stray === undefined, 'TC3110', 'signatures alone', `a packet of type ${stray?.tag ?? 0}`)
  expect(packets.length > 0 && packets.length <= most, 'TC3110', few, `${packets.length} more`)
  return packets.map(({ body }) => readOne(openpgp, body))
}

function packetsOf(bytes: Uint8Array | null): readonly RawPacket[] {
  const packets = bytes === null ? null : readPackets(bytes)
  expect(packets !== null, 'TC3110', 'a detached OpenPGP signature', 'bytes that are none')
  return packets
}

function readOne(openpgp: OpenPgp, body: Uint8Array): Signature | Unverified {
  try {
    return readSignature(openpgp, body)
  } catch (error) {
    if (error instanceof Unverified) return error
    throw error
  }
}

/**
 * What has to be hashed for a signature over binary content: the bytes, then the signature's own hashed part and its
 * trailer (RFC 9580 §5.2.4). Throws `Unverified`: TC3116 for another type, TC3115 for a weak hash, TC3117 for a hash that
 * is not worked out here.
 */
export function digestWanted(openpgp: OpenPgp, signature: Signature): DigestWanted {
  const { enums } = openpgp
  const { hashAlgorithm } = signature.packet
  expect(
    signature.type === SIGNATURE_TYPE.binary,
    'TC3116',
    'a signature over binary content',
    `type ${signature.type}`,
  )
  const weak = weakHash(openpgp, signature)
  expect(weak === null, 'TC3115', 'SHA-256 or stronger', weak ?? '')
  const names = new Map<unknown, DigestWanted['algorithm']>([
    [enums.hash.sha256, 'sha256'],
    [enums.hash.sha384, 'sha384'],
    [enums.hash.sha512, 'sha512'],
  ])
  const algorithm = names.get(hashAlgorithm)
  const found = `hash algorithm ${hashAlgorithm}`
  expect(algorithm !== undefined, 'TC3117', 'SHA-256, SHA-384 or SHA-512', found)
  return { algorithm, suffix: encodeHex(hashedPart(signature)) }
}
