import { readdir } from 'node:fs/promises'
import { isSystemError } from '../files/index.ts'
import { PUBLIC_GOOD, type SigstoreRoot } from '../trust/index.ts'
import { inForceOf, type InForce } from './roots/in-force.ts'
import { readInstance } from './roots/instance.ts'
import { filesOf, isRootName, type RootPlaces } from './roots/places.ts'
import type { TrustRootView } from './roots/root-view.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** The Sigstore instances that this machine trusts, and what could not be read. */
export interface TrustRoots {
  readonly roots: readonly SigstoreRoot[]
  readonly views: readonly TrustRootView[]
  /** A root that can't be read is left out, which can only refuse more. */
  readonly problems: readonly string[]
}

/** Besides the public-good one. */
export const MAX_TRUST_ROOTS = 16

/**
 * The public-good instance, and every one that has a folder below `trustRootsDir`; policies speak of its log by the
 * folder's name. Throws `TrustError` and `FilesError` where what is shipped is broken.
 */
export async function readTrustRoots(places: RootPlaces): Promise<TrustRoots> {
  const others = await instanceNames(places)
  const names = [PUBLIC_GOOD, ...others.slice(0, MAX_TRUST_ROOTS)]
  const found = await Promise.all(names.map((name) => readRoot(places, name)))
  const read = found.filter((each) => typeof each !== 'string')
  return {
    roots: read.flatMap(({ root }) => (root === null ? [] : [root])),
    views: read.map(({ view }) => view),
    problems: [
      ...(await replacedPublicGood(places)),
      ...found.flatMap((each) => (typeof each === 'string' ? [each] : each.problems)),
      ...(others.length > MAX_TRUST_ROOTS
        ? [`\`${places.trustRootsDir}\`: more than ${MAX_TRUST_ROOTS} trust roots`]
        : []),
    ],
  }
}

/** The configured instances besides the public-good one, sorted by name. */
export async function instanceNames({ trustRootsDir }: RootPlaces): Promise<readonly string[]> {
  const names = await readdir(trustRootsDir).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  })
  return names.filter((name) => isRootName(name) && name !== PUBLIC_GOOD).toSorted()
}

async function readRoot(places: RootPlaces, name: string): Promise<InForce | string> {
  try {
    return await inForceOf(places, await readInstance(places, name))
  } catch (error) {
    if (error instanceof SourcesError) return error.message
    throw error
  }
}

async function replacedPublicGood(places: RootPlaces): Promise<readonly string[]> {
  try {
    await readTrustedFile(filesOf(places, PUBLIC_GOOD).trustedRoot, 0)
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error
    if (error.code === 'missing') return []
  }
  return [`the trust root \`${PUBLIC_GOOD}\` is built in and can't be replaced by a file`]
}
