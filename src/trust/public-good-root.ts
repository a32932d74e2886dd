import { parseTrustedRoot } from './parse-trusted-root.ts'
import { PUBLIC_GOOD, readSeed } from './shipped-seed.ts'
import type { SigstoreRoot } from './sigstore-root.ts'

/**
 * The public-good instance's trust root out of the seed that `@sigstore/tuf` ships (`seeds.json`): it needs no
 * network. Throws `TrustError` `root-malformed`.
 */
export function publicGoodRoot(seed: Uint8Array): SigstoreRoot {
  return parseTrustedRoot(PUBLIC_GOOD, readSeed(PUBLIC_GOOD, seed).trustedRoot)
}
