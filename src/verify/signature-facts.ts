import type { SignaturePacket } from 'openpgp'
import type { Evidence, EvidenceOrigin, SignatureFact } from '../verdict/index.ts'
import {
  checkKey,
  checkSignature,
  digestWanted,
  findKey,
  issuerName,
  knownKeys,
  loadOpenPgp,
  readSignatures,
  type KnownKey,
  type OpenPgp,
} from './openpgp/index.ts'
import { invalidSignature, type SignatureContext, type SignatureOutcome } from './signature-outcome.ts'
import { Unverified } from './unverified.ts'

/** One outcome for each signature in the evidence; for evidence that can't be read, one. */
export async function signatureFacts(
  { bytes, origin }: Evidence,
  context: SignatureContext,
): Promise<readonly SignatureOutcome[]> {
  const openpgp = await loadOpenPgp()
  const known = knownKeys(context.keyrings)
  try {
    const packets = await readSignatures(openpgp, bytes)
    return await Promise.all(packets.map((packet) => look(openpgp, packet, known, origin, context)))
  } catch (error) {
    return [invalidSignature(error, origin, null)]
  }
}

/** A packet of an unknown version comes from the library as something else than its type says. */
async function look(...asked: Parameters<typeof outcomeOf>): Promise<SignatureOutcome> {
  const [openpgp, packet, , origin] = asked
  if (packet instanceof openpgp.SignaturePacket) return outcomeOf(...asked)
  return invalidSignature(
    new Unverified('TC3117', 'a signature of version 4', 'another version'),
    origin,
    null,
  )
}

async function outcomeOf(
  openpgp: OpenPgp,
  packet: SignaturePacket,
  known: readonly KnownKey[],
  origin: EvidenceOrigin,
  { suffixed, now }: SignatureContext,
): Promise<SignatureOutcome> {
  try {
    const wanted = digestWanted(openpgp, packet)
    const candidate = await findKey(openpgp, packet, known)
    const { imported, keyrings, signer } = candidate
    const date = new Date(now * 1000)
    await checkKey(openpgp, candidate, date)
    const given = suffixed.find(
      ({ algorithm, suffix }) => algorithm === wanted.algorithm && suffix === wanted.suffix,
    )
    if (given === undefined) return { wanted }
    await checkSignature(openpgp, packet, candidate, given.digest, date)
    const fact: SignatureFact = {
      check: 'signature',
      result: 'ok',
      scheme: 'openpgp',
      fingerprint: imported.fingerprint,
      signedBy: signer.getFingerprint().toUpperCase(),
      keyrings,
      owner: imported.owner,
      claimedAt: Math.floor((packet.created?.getTime() ?? 0) / 1000),
      origin,
    }
    return { fact, expiresAt: earliest(imported.expiresAt, packet) }
  } catch (error) {
    return invalidSignature(error, origin, issuerName(packet))
  }
}

function earliest(keyExpiresAt: number | null, packet: SignaturePacket): number | null {
  const expires = packet.getExpirationTime()
  const own = expires instanceof Date ? Math.floor(expires.getTime() / 1000) : null
  if (keyExpiresAt === null || own === null) return keyExpiresAt ?? own
  return Math.min(keyExpiresAt, own)
}
