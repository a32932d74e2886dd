import { decodeHex, encodeBase64 } from '../../encoding/index.ts'
import { MAX_KEY_TRIALS } from '../limits.ts'
import { isSignedBy, type SignedContent } from '../sigstore/index.ts'
import { expect } from '../unverified.ts'
import type { KnownPlainKey } from './known-keys.ts'

/** Finds out which of the known keys signed, and keeps count of how often it tried for one artifact. */
export class KeyTrials {
  readonly #keys: readonly KnownPlainKey[]
  #left = MAX_KEY_TRIALS

  constructor(keys: readonly KnownPlainKey[]) {
    this.#keys = keys
  }

  /**
   * The keys that made the signature. A hint that is a known key's fingerprint (hex, or base64 as cosign writes it) leaves
   * that one alone, so that a key which is named and did not sign is told from one that nobody knows. Throws
   * `Unverified`: TC2113 for the former, TC2110 for more trials than an artifact may cost.
   */
  signers(content: SignedContent, hint: string): readonly KnownPlainKey[] {
    const named = this.#keys.find(({ fingerprint }) => namesOf(fingerprint).includes(hint))
    const fitting = (named === undefined ? this.#keys : [named]).filter((key) => this.#fits(key, content))
    expect(
      named === undefined || fitting.length > 0,
      'TC2113',
      `a signature by key ${hint.slice(0, 64)}`,
      'one that does not fit',
    )
    return fitting
  }

  #fits({ key }: KnownPlainKey, content: SignedContent): boolean {
    this.#left -= 1
    expect(
      this.#left >= 0,
      'TC2110',
      `signatures that name their keys by sha256, or at most ${MAX_KEY_TRIALS} trials`,
      'more of them',
    )
    return isSignedBy(key, content)
  }
}

function namesOf(fingerprint: string): readonly string[] {
  return [fingerprint, fingerprint.toUpperCase(), encodeBase64(decodeHex(fingerprint))]
}
