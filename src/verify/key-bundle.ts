import { FOREVER_MS, type SigningKey, type SigstoreRoot } from '../trust/index.ts'
import type { Publisher } from '../verdict/index.ts'
import { keyPublisher, type KeyTrials, type KnownPlainKey } from './plain/index.ts'
import { stampedTime, verifyBundle, type Proven, type SignedBundle } from './sigstore/index.ts'
import { saying } from './saying.ts'

/** What a bundle proves; `signedAt` is null where no log and no time stamp stand for it. */
export type Shown = Omit<Proven, 'signedAt'> & { readonly signedAt: number | null }

interface KeyBundleContext {
  readonly roots: readonly SigstoreRoot[]
  readonly trials: KeyTrials
  readonly now: number
}

/**
 * Verifies a Sigstore bundle by a certificate, by a key of a Sigstore instance, or by one of a keyring. Log entries that are there
 * must hold, and time stamps beside them, whoever signed. A keyring's key, which is trusted by itself, needs neither; but where
 * it was revoked or ran out, they are what saves its older signatures, each alone. Throws `Unverified`.
 */
export function verifyAnyBundle(bundle: SignedBundle, { roots, trials, now }: KeyBundleContext): Shown {
  if (bundle.signer.kind === 'certificate') return verifyBundle(bundle, roots, now)
  const signers = trials.signers(bundle.content, bundle.signer.hint)
  const [first] = signers
  if (first !== undefined && bundle.entries.length === 0) return withoutLog(first, bundle, roots, now)
  const keys = signers.map(signingKeyOf)
  const proven = verifyBundle(
    bundle,
    roots.map((root) => ({ ...root, keys: [...root.keys, ...keys] })),
    now,
  )
  const signer = namedBy(proven.publisher, signers)
  if (signer === undefined) return proven
  refuseFlawed(signer, proven.signedAt * 1000)
  return { ...proven, publisher: keyPublisher(signer) }
}

/** Time stamps alone, by any authority of any root, or nothing, say when it was. */
function withoutLog(
  signer: KnownPlainKey,
  { timestamps, content }: SignedBundle,
  roots: readonly SigstoreRoot[],
  now: number,
): Shown {
  const [keyring] = signer.keyrings
  const time = stampedTime(timestamps, content.signature, roots, now * 1000)
  refuseFlawed(signer, time.proven ? time.timeMs : null, time.proven ? null : time.why)
  return {
    publisher: keyPublisher(signer),
    platform: null,
    trustRoot: keyring === undefined ? 'the key alone' : `keyring ${keyring}`,
    log: [],
    signedAt: time.proven ? Math.floor(time.timeMs / 1000) : null,
  }
}

/** Windows were looked at when the key was picked. */
function signingKeyOf({ key, fingerprint }: KnownPlainKey): SigningKey {
  return { key, fingerprint, valid: { startMs: 0, endMs: FOREVER_MS } }
}

/** What a log or a time stamp proves is the time that counts, and never what the signer says; `why` none did. */
function refuseFlawed({ flawAt }: KnownPlainKey, provenMs: number | null, why: string | null = null): void {
  const flaw = flawAt(provenMs)
  if (flaw !== null) throw why === null ? flaw : saying(flaw, why)
}

function namedBy(publisher: Publisher, signers: readonly KnownPlainKey[]): KnownPlainKey | undefined {
  return signers.find(({ fingerprint }) => publisher.kind === 'key' && fingerprint === publisher.fingerprint)
}
