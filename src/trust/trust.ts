import { canonicalJson, sha256Of } from '../encoding/index.ts'
import type { ImportedKey } from './imported-key.ts'
import type { SigstoreRoot } from './sigstore-root.ts'

/** Keys that policies name together. */
export interface Keyring {
  readonly name: string
  readonly keys: readonly ImportedKey[]
}

/** Everything that a verification may rely on, as one value. */
export interface Trust {
  readonly sigstore: readonly SigstoreRoot[]
  readonly keyrings: readonly Keyring[]
  /** sha256 of all of it, hex: facts found under another digest are not reused. */
  readonly digest: string
}

/** Joins roots and keyrings. The digest doesn't depend on their order. */
export function trustOf(roots: readonly SigstoreRoot[], keyrings: readonly Keyring[]): Trust {
  const names = [
    ...roots.map(({ name, digest }) => ['sigstore', name, digest]),
    ...roots.flatMap(({ name, keys }) =>
      keys.map(({ fingerprint, valid }) => ['signing-key', name, fingerprint, valid.startMs, valid.endMs]),
    ),
    ...keyrings.flatMap(({ name, keys }) =>
      keys.map((key) => ['key', name, key.fingerprint, keyDigest(key)]),
    ),
  ]
  const sorted = names.map((parts) => canonicalJson(parts)).toSorted()
  return { sigstore: roots, keyrings, digest: sha256Of(Buffer.from(canonicalJson(sorted))) }
}

/** Of all that verification reads from a key. */
function keyDigest({ armored, allowUnsafeSelfSignatures = false }: ImportedKey): string {
  return sha256Of(Buffer.from(canonicalJson([armored, allowUnsafeSelfSignatures])))
}
