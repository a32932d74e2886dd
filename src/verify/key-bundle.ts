import { FOREVER_MS, type SigningKey, type SigstoreRoot } from '../trust/index.ts'
import type { Publisher } from '../verdict/index.ts'
import { keyPublisher, type KeyTrials, type KnownPlainKey } from './plain/index.ts'
import { verifyBundle, type Proven, type SignedBundle } from './sigstore/index.ts'

/** What a bundle proves; `signedAt` is null where no log and no time stamp stand for it. */
export type Shown = Omit<Proven, 'signedAt'> & { readonly signedAt: number | null }

interface KeyBundleContext {
  readonly roots: readonly SigstoreRoot[]
  readonly trials: KeyTrials
  readonly now: number
}

/**
 * Verifies a Sigstore bundle by a certificate, by a key of a Sigstore instance, or by one of a keyring. What is there of log
 * entries and time stamps must hold, whoever signed; a keyring's key, which is trusted by itself, needs none, but where it
 * was revoked or ran out, they are what saves its older signatures. Throws `Unverified`.
 */
export function verifyAnyBundle(bundle: SignedBundle, { roots, trials, now }: KeyBundleContext): Shown {
  if (bundle.signer.kind === 'certificate') return verifyBundle(bundle, roots, now)
  const signers = trials.signers(bundle.content, bundle.signer.hint)
  const [first] = signers
  const isBare = bundle.entries.length === 0 && bundle.timestamps.length === 0
  if (first !== undefined && isBare) {
    refuseFlawed(first, null)
    const trustRoot = `keyring ${first.keyrings[0] ?? ''}`
    return { publisher: keyPublisher(first), platform: null, trustRoot, log: [], signedAt: null }
  }
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

/** Windows were looked at when the key was picked. */
function signingKeyOf({ key, fingerprint }: KnownPlainKey): SigningKey {
  return { key, fingerprint, valid: { startMs: 0, endMs: FOREVER_MS } }
}

/** What a log or a time stamp proves is the time that counts, and never what the signer says. */
function refuseFlawed({ flawAt }: KnownPlainKey, provenMs: number | null): void {
  const flaw = flawAt(provenMs)
  if (flaw !== null) throw flaw
}

function namedBy(publisher: Publisher, signers: readonly KnownPlainKey[]): KnownPlainKey | undefined {
  return signers.find(({ fingerprint }) => publisher.kind === 'key' && fingerprint === publisher.fingerprint)
}
