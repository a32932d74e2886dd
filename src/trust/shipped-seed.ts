import * as v from 'valibot'
import { decodeBase64, EncodingError, parseJson } from '../encoding/index.ts'
import { TrustError } from './trust-error.ts'

/** The name by which policies speak of the public-good instance. */
export const PUBLIC_GOOD = 'sigstore-public'
/** Sigstore's staging instance, where anybody may try anything: shipped, and trusted only where a person adds it. */
export const STAGING = 'staging'

/** An instance whose roots come with the program. */
export type ShippedName = typeof PUBLIC_GOOD | typeof STAGING

/** The TUF repositories that keep them up to date. */
export const SHIPPED_REPOSITORIES: Readonly<Record<ShippedName, string>> = {
  [PUBLIC_GOOD]: 'https://tuf-repo-cdn.sigstore.dev',
  [STAGING]: 'https://tuf-repo-cdn.sigstage.dev',
}

/** What is shipped of an instance: where its TUF chain begins, and its trusted root as it was then. */
export interface Seed {
  readonly root: Uint8Array
  readonly trustedRoot: Uint8Array
}

const MAX_SEED_BYTES = 4 * 1024 * 1024
const MAX_SEED_DEPTH = 16

const Base64 = v.pipe(v.string(), v.transform(decodeBase64))
const SeedOfOne = v.object({ 'root.json': Base64, targets: v.object({ 'trusted_root.json': Base64 }) })

/** Is this an instance that is shipped? */
export function isShipped(name: string): name is ShippedName {
  return Object.hasOwn(SHIPPED_REPOSITORIES, name)
}

/** Reads a seed of an instance, in the form of `@sigstore/tuf`'s `seeds.json`. Throws `TrustError` `root-malformed`. */
export function readSeed(name: ShippedName, seed: Uint8Array): Seed {
  try {
    const limits = { maxBytes: MAX_SEED_BYTES, maxDepth: MAX_SEED_DEPTH }
    const seeds = v.parse(v.looseObject({}), parseJson(seed, limits))
    const { 'root.json': root, targets } = v.parse(SeedOfOne, seeds[SHIPPED_REPOSITORIES[name]])
    return { root, trustedRoot: targets['trusted_root.json'] }
  } catch (cause) {
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new TrustError('root-malformed', {
      message: `the seed of the trust root \`${name}\` cannot be read`,
      hint: 'install pip-trust again',
      cause,
    })
  }
}
