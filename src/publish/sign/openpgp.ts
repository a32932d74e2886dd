import { decodeArmor, readPackets } from '../../trust/index.ts'
import type { OpenPgpSigner } from '../keys/index.ts'
import { SignError } from './sign-error.ts'

/** As many as `src/verify` takes. */
export const MAX_PACKETS = 32
const SIGNATURE = 2

/**
 * Detached OpenPGP signatures over the content in one armored block, each signer's own packet; those of others in `before` stay.
 * `at` in seconds; null where a signer's own least time is meant. Packets are in the order of their bytes, so that it
 * doesn't matter who signs first. Throws `SignError` `time` for one before a key was made, and what signers throw.
 */
export async function signOpenPgp(
  content: Uint8Array,
  signers: readonly OpenPgpSigner[],
  {
    at,
    epoch,
    before,
  }: { readonly at: number | null; readonly epoch: number; readonly before: Uint8Array | null },
): Promise<string> {
  const packets = new Map(signaturesIn(before).map((packet) => [packet.toString('hex'), packet]))
  for (const signer of signers) {
    const made = await signer.signDetached(content, timeFor(signer, at, epoch))
    for (const packet of signaturesIn(Buffer.from(made))) packets.set(packet.toString('hex'), packet)
  }
  if (packets.size > MAX_PACKETS) {
    const message = `${packets.size} signatures; verifiers take at most ${MAX_PACKETS}`
    throw new SignError('form', { message, hint: 'begin anew: remove the file of signatures' })
  }
  const { armor, config, enums } = await import('openpgp')
  const sorted = [...packets.values()].toSorted((a, b) => Buffer.compare(a, b))
  const plain = { ...config, showVersion: false, showComment: false }
  // With the checksum, which RFC 9580 no longer asks for: GnuPG 2.2 stumbles over some blocks without it.
  return armor(enums.armor.signature, Buffer.concat(sorted), undefined, undefined, undefined, true, plain)
}

function timeFor({ createdAt, fingerprint }: OpenPgpSigner, at: number | null, epoch: number): number {
  if (at === null) return Math.max(epoch, createdAt)
  if (at >= createdAt) return at
  throw new SignError('time', {
    message: `key ${fingerprint} was made after ${new Date(at * 1000).toISOString()}: it can't have signed then`,
    hint: 'give a later time by `--at`',
  })
}

/** Signature packets (RFC 9580 §5.2) of a file, armored or not; none where it has none, or can’t be read. */
export function signaturesIn(file: Uint8Array | null): readonly Buffer[] {
  const packets =
    file === null ? null : readPackets(decodeArmor(Buffer.from(file).toString('latin1')) ?? file)
  return (packets ?? []).filter(({ tag }) => tag === SIGNATURE).map(({ bytes }) => Buffer.from(bytes))
}
