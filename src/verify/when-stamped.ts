import type { Keyring, SigstoreRoot } from '../trust/index.ts'
import { readable } from './read-json.ts'
import { stampedTime, tokenIn } from './sigstore/index.ts'
import { Unverified } from './unverified.ts'
import { Effort, signingTime } from './x509/index.ts'

/** Who may say when a signature was there: authorities that trust roots name, and those that the CAs of keyrings certified. */
export interface StampTrust {
  readonly roots: readonly SigstoreRoot[]
  readonly keyrings: readonly Keyring[]
}

/** When a signature was stamped (ms since the epoch), with the token as CMS has it (DER); or why nobody here can say. */
export type WhenStamped =
  | { readonly proven: true; readonly timeMs: number; readonly token: Uint8Array }
  | { readonly proven: false; readonly why: string }

/**
 * What an authority's response (RFC 3161 §2.4.2, DER) proves of a signature, to those who trust what is trusted here: by a root, else by a
 * keyring. Bad ones are an answer and never thrown. `now` in seconds.
 */
export function whenStamped(
  response: Uint8Array,
  signature: Uint8Array,
  { roots, keyrings }: StampTrust,
  now: number,
): WhenStamped {
  try {
    const token = readable('TC2120', 'a time stamp response in DER', () => tokenIn(response))
    const context = { nowMs: now * 1000, effort: new Effort() }
    const byRoots = stampedTime([token], signature, roots, context.nowMs)
    const times = keyrings.map((keyring) =>
      signingTime({ timestamps: [token], signature }, { keyring, byRoots: null }, context),
    )
    const found = [byRoots, ...times].find(({ proven }) => proven) ?? byRoots
    return found.proven ? { proven: true, timeMs: found.timeMs, token: token.bytes } : found
  } catch (error) {
    if (!(error instanceof Unverified)) throw error
    const { expected, found } = error.finding
    return { proven: false, why: `no time stamp: expected ${expected}, found ${found}` }
  }
}
