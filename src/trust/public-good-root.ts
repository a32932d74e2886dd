import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson } from '../encoding/index.ts'
import { parseTrustedRoot } from './parse-trusted-root.ts'
import type { SigstoreRoot } from './sigstore-root.ts'
import { TrustError } from './trust-error.ts'

/** The name by which policies speak of the public-good instance. */
export const PUBLIC_GOOD = 'sigstore-public'

const MAX_SEED_BYTES = 4 * 1024 * 1024
const MAX_SEED_DEPTH = 16

const Seed = v.object({
  'https://tuf-repo-cdn.sigstore.dev': v.object({
    targets: v.object({ 'trusted_root.json': v.pipe(v.string(), v.transform(decodeBase64)) }),
  }),
})

/**
 * The public-good instance's trust root out of the seed that `@sigstore/tuf` ships (`seeds.json`): it needs no
 * network. Throws `TrustError` `root-malformed`.
 */
export function publicGoodRoot(seed: Uint8Array): SigstoreRoot {
  return parseTrustedRoot(PUBLIC_GOOD, readSeed(seed))
}

function readSeed(seed: Uint8Array): Uint8Array {
  try {
    const seeds = v.parse(Seed, parseJson(seed, { maxBytes: MAX_SEED_BYTES, maxDepth: MAX_SEED_DEPTH }))
    return seeds['https://tuf-repo-cdn.sigstore.dev'].targets['trusted_root.json']
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new TrustError('root-malformed', {
      message: 'the seed of the public trust root cannot be read',
      hint: 'install pip-trust again',
      cause,
    })
  }
}
