import type { KeyRecord } from '../../../trust/index.ts'
import { checkMaySign } from '../../keys/index.ts'
import type { Make, OpenKey, TokenPublisher } from '../../sign/index.ts'
import type { NamedDigest } from '../chain/index.ts'
import { digestOf } from './build-step.ts'

/** A key as a consumer gets it. */
export interface TrustedKey {
  readonly record: KeyRecord
  readonly publicFile: Uint8Array
}

/** Keys of one's own. */
export interface KeysSigner {
  readonly kind: 'keys'
  readonly keys: readonly KeyRecord[]
  /** Makes the keys ready to sign; a person may be asked for passphrases. */
  readonly open: () => Promise<readonly OpenKey[]>
  /** Their public halves, which nobody needs a passphrase for. */
  readonly trusted: () => Promise<readonly TrustedKey[]>
}

/** Whom an identity token names, certified by a Sigstore instance. */
export interface IdentitySigner {
  readonly kind: 'identity'
  readonly identity: TokenPublisher
  /** Of the instance's signing configuration and trusted root. */
  readonly instance: readonly NamedDigest[]
  /** `trusted_root.json`, for the consumer. */
  readonly trustedRoot: Uint8Array
  /** Has a key certified that lives for this release. */
  readonly make: () => Promise<Make>
}

/** Who signs a release, and with that whom its consumer trusts. */
export type ReleaseSigner = KeysSigner | IdentitySigner

/** Throws `KeysError` for a key that may not sign a release now. */
export function checkSigner(signer: ReleaseSigner, now: number): void {
  if (signer.kind === 'keys') for (const record of signer.keys) checkMaySign(record, 'release', now)
}

/** What of the signer a step is made from: where it changes, the step is done again. */
export function signerInputs(signer: ReleaseSigner): readonly NamedDigest[] {
  if (signer.kind === 'identity')
    return [{ name: 'identity', sha256: digestOf({ ...signer.identity }) }, ...signer.instance]
  const keys = signer.keys.map(({ fingerprint, purpose }) => [fingerprint, ...purpose])
  return [{ name: 'keys', sha256: digestOf(keys) }]
}

/** The signer in words, a line each: what stands behind `signed`. */
export function signerWords(signer: ReleaseSigner): readonly string[] {
  if (signer.kind === 'identity') return [`as ${identityWords(signer.identity)}, by a Sigstore instance`]
  return signer.keys.map(({ fingerprint, holder }) => `by ${fingerprint} of ${holder}`)
}

/** An identity in a few words. */
export function identityWords(identity: TokenPublisher): string {
  switch (identity.kind) {
    case 'github':
    case 'gitlab':
      return `${identity.workflow} of ${identity.repository} at ${identity.refs[0]} (${identity.kind})`
    case 'buildkite':
      return `${identity.organization}/${identity.pipeline} (buildkite)`
    case 'google':
    case 'email':
      return `${identity.email} (${identity.kind})`
  }
}
