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
 * entries and time stamps must hold, whoever signed; a keyring's key, which is trusted by itself, needs none.
 * Throws `Unverified`.
 */
export function verifyAnyBundle(bundle: SignedBundle, { roots, trials, now }: KeyBundleContext): Shown {
  if (bundle.signer.kind === 'certificate') return verifyBundle(bundle, roots, now)
  const signers = trials.signers(bundle.content, bundle.signer.hint)
  const [first] = signers
  const isBare = bundle.entries.length === 0 && bundle.timestamps.length === 0
  if (first !== undefined && isBare) {
    const trustRoot = `keyring ${first.keyrings[0] ?? ''}`
    return { publisher: keyPublisher(first), platform: null, trustRoot, log: [], signedAt: null }
  }
  const keys = signers.map(signingKeyOf)
  const proven = verifyBundle(
    bundle,
    roots.map((root) => ({ ...root, keys: [...root.keys, ...keys] })),
    now,
  )
  return { ...proven, publisher: named(proven.publisher, signers) }
}

/** Windows were looked at when the key was picked. */
function signingKeyOf({ key, fingerprint }: KnownPlainKey): SigningKey {
  return { key, fingerprint, valid: { startMs: 0, endMs: FOREVER_MS } }
}

function named(publisher: Publisher, signers: readonly KnownPlainKey[]): Publisher {
  const signer = signers.find(
    ({ fingerprint }) => publisher.kind === 'key' && fingerprint === publisher.fingerprint,
  )
  return signer === undefined ? publisher : keyPublisher(signer)
}
