import type { SignaturePacket } from 'openpgp'
import { encodeHex } from '../../encoding/index.ts'
import { armorBlocks } from '../../trust/index.ts'
import type { DigestWanted } from '../../protocol/index.ts'
import { MAX_EVIDENCE_BYTES, MAX_SIGNATURES } from '../limits.ts'
import { expect, Unverified } from '../unverified.ts'
import type { OpenPgp } from './library.ts'

/** All signature packets of a detached signature: armored (every block), or binary. Throws `Unverified` TC3110. */
export async function readSignatures(
  openpgp: OpenPgp,
  bytes: Uint8Array,
): Promise<readonly SignaturePacket[]> {
  expect(
    bytes.byteLength <= MAX_EVIDENCE_BYTES,
    'TC3110',
    `at most ${MAX_EVIDENCE_BYTES} bytes`,
    `${bytes.byteLength}`,
  )
  const blocks = armorBlocks(bytes, 'SIGNATURE')
  expect(
    blocks.length <= MAX_SIGNATURES,
    'TC3110',
    `at most ${MAX_SIGNATURES} signatures`,
    `${blocks.length}`,
  )
  const read = await readAll(openpgp, bytes, blocks)
  const packets = read.flatMap((signature) => [...signature.packets])
  expect(
    packets.length > 0 && packets.length <= MAX_SIGNATURES,
    'TC3110',
    `1 to ${MAX_SIGNATURES} signatures`,
    `${packets.length}`,
  )
  return packets
}

async function readAll(openpgp: OpenPgp, bytes: Uint8Array, blocks: readonly string[]) {
  try {
    if (blocks.length === 0) return [await openpgp.readSignature({ binarySignature: bytes })]
    return await Promise.all(blocks.map((armoredSignature) => openpgp.readSignature({ armoredSignature })))
  } catch (cause) {
    // The library throws plain errors for whatever it can't read.
    throw new Unverified('TC3110', 'a detached OpenPGP signature', 'bytes that are none', cause)
  }
}

/**
 * What has to be hashed for a signature over binary content: the bytes, then the signature's own hashed part and its
 * trailer (RFC 9580 §5.2.4). Throws `Unverified`: TC3116 for another type, TC3115 for a weak hash, TC3117 for what
 * is not supported (v6 signatures hash a salt before the bytes).
 */
export function digestWanted(openpgp: OpenPgp, packet: SignaturePacket): DigestWanted {
  const { enums } = openpgp
  const { signatureType, hashAlgorithm, signatureData, version } = packet
  expect(
    signatureType === enums.signature.binary,
    'TC3116',
    'a signature over binary content',
    `type ${signatureType}`,
  )
  const { md5, sha1, ripemd, sha256, sha384, sha512 } = enums.hash
  const weak = new Map<unknown, string>([
    [md5, 'MD5'],
    [sha1, 'SHA-1'],
    [ripemd, 'RIPEMD-160'],
  ]).get(hashAlgorithm)
  expect(weak === undefined, 'TC3115', 'SHA-256 or stronger', weak ?? '')
  const names = new Map<unknown, DigestWanted['algorithm']>([
    [sha256, 'sha256'],
    [sha384, 'sha384'],
    [sha512, 'sha512'],
  ])
  const algorithm = names.get(hashAlgorithm)
  expect(algorithm !== undefined, 'TC3117', 'SHA-256, SHA-384 or SHA-512', `hash algorithm ${hashAlgorithm}`)
  expect(version === 4 && signatureData !== null, 'TC3117', 'a signature of version 4', `version ${version}`)
  const length = Buffer.alloc(4)
  length.writeUInt32BE(signatureData.length)
  return {
    algorithm,
    suffix: encodeHex(Buffer.concat([signatureData, Buffer.from([version, 0xff]), length])),
  }
}
