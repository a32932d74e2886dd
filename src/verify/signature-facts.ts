import type { Evidence, EvidenceOrigin, SignatureFact } from '../verdict/index.ts'
import {
  checkClaims,
  checkKey,
  checkSignature,
  digestWanted,
  findKeys,
  issuersOf,
  knownKeys,
  loadOpenPgp,
  readSignatures,
  type Candidate,
  type KnownKey,
  type OpenPgp,
  type Signature,
  type Times,
} from './openpgp/index.ts'
import { MAX_SIGNATURES } from './limits.ts'
import { invalidSignature, type SignatureContext, type SignatureOutcome } from './signature-outcome.ts'
import { standingCheck } from './standing/index.ts'
import { Unverified } from './unverified.ts'

/**
 * One outcome for each signature in all the evidence, which is one artifact's; for a piece that can't be read, or that goes
 * beyond MAX_SIGNATURES in all, one.
 */
export async function signatureFacts(
  evidence: readonly Evidence[],
  context: SignatureContext,
): Promise<readonly SignatureOutcome[]> {
  if (evidence.length === 0) return []
  const openpgp = await loadOpenPgp()
  const known = knownKeys(openpgp, context.trust.keyrings)
  const outcomes: Promise<SignatureOutcome>[] = []
  for (const { bytes, origin } of evidence) {
    try {
      const signatures = readSignatures(openpgp, bytes, MAX_SIGNATURES - outcomes.length)
      outcomes.push(...signatures.map((each) => outcomeOf(openpgp, each, known, origin, context)))
    } catch (error) {
      outcomes.push(Promise.resolve(invalidSignature(error, origin, null)))
    }
  }
  return Promise.all(outcomes)
}

async function outcomeOf(
  openpgp: OpenPgp,
  signature: Signature | Unverified,
  known: readonly KnownKey[],
  origin: EvidenceOrigin,
  { trust, suffixed, now }: SignatureContext,
): Promise<SignatureOutcome> {
  if (signature instanceof Unverified) return invalidSignature(signature, origin, null)
  try {
    const wanted = digestWanted(openpgp, signature)
    const candidates = await findKeys(signature, known)
    const times = { claimedMs: signature.createdMs, nowMs: now * 1000 }
    checkClaims(signature, times)
    const fit = await fitOf(openpgp, candidates, times)
    const given = suffixed.find(
      ({ algorithm, suffix }) => algorithm === wanted.algorithm && suffix === wanted.suffix,
    )
    if (given === undefined) return { wanted }
    const signer = await signerOf(openpgp, signature, fit, given.digest)
    const flaw = standingCheck(trust.standings, now * 1000)(
      [signer.imported.fingerprint, signer.fingerprint],
      null,
    )
    if (flaw !== null) throw flaw
    const endMs = Math.min(signature.expiresMs, signer.endMs)
    return { fact: factOf(signature, signer, origin), expiresAt: secondsOf(endMs) }
  } catch (error) {
    return invalidSignature(error, origin, issuersOf(signature)[0] ?? null)
  }
}

/** A candidate that may sign, and until when (ms since the epoch, or Infinity). */
interface Fit extends Candidate {
  readonly endMs: number
}

/** Those of the candidates that may sign; where none may, throws what the first one lacks. */
async function fitOf(
  openpgp: OpenPgp,
  candidates: readonly Candidate[],
  times: Times,
): Promise<readonly Fit[]> {
  return passing(candidates, async (candidate) => ({
    ...candidate,
    endMs: await checkKey(openpgp, candidate, times),
  }))
}

/** The one that made the signature, with the keyrings of all its copies that may sign. */
async function signerOf(
  openpgp: OpenPgp,
  signature: Signature,
  fit: readonly Fit[],
  digest: string,
): Promise<Fit> {
  const signers = await passing(fit, async (each) => {
    await checkSignature(openpgp, signature, each, digest)
    return each
  })
  const [first] = signers
  if (first === undefined) throw new Unverified('TC3112', 'a signature by an imported key', 'none')
  const same = signers.filter(({ imported }) => imported.fingerprint === first.imported.fingerprint)
  return {
    ...first,
    keyrings: [...new Set(same.flatMap(({ keyrings }) => keyrings))],
    endMs: Math.min(...same.map(({ endMs }) => endMs)),
  }
}

/** What comes of those that pass; where none does, throws why the first one doesn't. */
async function passing<Item, Result>(
  items: readonly Item[],
  check: (item: Item) => Promise<Result>,
): Promise<readonly Result[]> {
  const settled = await Promise.allSettled(items.map(check))
  const passed = settled.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []))
  const failed = settled.flatMap((each): unknown[] => (each.status === 'rejected' ? [each.reason] : []))
  const bug = failed.find((error) => !(error instanceof Unverified))
  if (bug !== undefined) throw bug
  if (passed.length === 0 && failed.length > 0) throw failed[0]
  return passed
}

function factOf(
  { createdMs }: Signature,
  { imported, keyrings, fingerprint }: Fit,
  origin: EvidenceOrigin,
): SignatureFact {
  return {
    check: 'signature',
    result: 'ok',
    scheme: 'openpgp',
    fingerprint: imported.fingerprint,
    signedBy: fingerprint,
    keyrings,
    owner: imported.owner,
    claimedAt: secondsOf(createdMs) ?? 0,
    origin,
  }
}

function secondsOf(ms: number): number | null {
  return Number.isFinite(ms) ? Math.floor(ms / 1000) : null
}
