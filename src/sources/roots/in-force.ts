import { sha256Of } from '../../encoding/index.ts'
import { MAX_ROOT_BYTES, parseTrustedRoot, TrustError, type SigstoreRoot } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readMetadata } from '../tuf/metadata.ts'
import { TufError } from '../tuf/tuf-error.ts'
import type { Instance } from './instance.ts'
import { NO_REFRESH, readRefreshState, type RefreshState } from './refresh-state.ts'
import type { RootPlaces } from './places.ts'
import type { TrustRootView } from './root-view.ts'

/** An instance's trusted root, null where there is none that can be used, and what a person should know. */
export interface InForce {
  readonly root: SigstoreRoot | null
  readonly view: TrustRootView
  readonly problems: readonly string[]
}

type Candidate = {
  readonly from: NonNullable<TrustRootView['from']>
  readonly trustedRoot: Uint8Array
} & Pick<TrustRootView, 'rootVersion' | 'targetsVersion' | 'expiresAt'>

const NO_METADATA = { rootVersion: null, targetsVersion: null, expiresAt: null }

/**
 * Chooses what is in force: the pinned one; else the newest that was refreshed, if its chain is at least as new as the
 * shipped one; else the shipped one. What does not parse is left out with words, never half used.
 */
export async function inForceOf(places: RootPlaces, instance: Instance): Promise<InForce> {
  const { name, origin, pin } = instance
  const { state, problems } = await stateOf(places, instance)
  const about = {
    name,
    repository: origin.kind === 'tuf' ? origin.where : null,
    pinned: pin !== null,
    refreshedAt: state.taken?.at ?? null,
    failed: state.failed,
  }
  const found = [...problems]
  for (const { trustedRoot, ...candidate } of candidatesOf(instance, state)) {
    const root = parsed(name, trustedRoot)
    if (typeof root !== 'string') {
      return { root, problems: found, view: { ...about, ...candidate, digest: root.digest } }
    }
    found.push(root)
  }
  const none = `the trust root \`${name}\` has no trusted root yet: trustctl trust refresh ${name}`
  const view = { ...about, ...NO_METADATA, from: null, digest: null }
  return { root: null, problems: found.length === 0 ? [none] : found, view }
}

/** The bytes that are in force; null for none. */
export async function inForceBytes(places: RootPlaces, instance: Instance): Promise<Uint8Array | null> {
  const { state } = await stateOf(places, instance)
  const usable = candidatesOf(instance, state).find(
    ({ trustedRoot }) => typeof parsed(instance.name, trustedRoot) !== 'string',
  )
  return usable?.trustedRoot ?? null
}

async function stateOf(
  places: RootPlaces,
  { name, origin }: Instance,
): Promise<{ readonly state: RefreshState; readonly problems: readonly string[] }> {
  if (origin.kind === 'file') return { state: NO_REFRESH, problems: [] }
  try {
    return { state: await readRefreshState(places, name), problems: [] }
  } catch (error) {
    if (!(error instanceof SourcesError)) throw error
    return { state: NO_REFRESH, problems: [error.message] }
  }
}

function candidatesOf({ origin, pin }: Instance, state: RefreshState): readonly Candidate[] {
  if (pin !== null)
    return [{ from: 'pinned', trustedRoot: pin.trustedRoot, ...metadataOf(pin, origin, state) }]
  if (origin.kind === 'file') return [{ from: 'file', trustedRoot: origin.trustedRoot, ...NO_METADATA }]
  const begin = seedMetadata(origin.seed.root)
  const { trustedRoot } = origin.seed
  return [
    ...refreshed(state, begin.rootVersion ?? 0),
    ...(trustedRoot === undefined ? [] : [{ from: 'shipped', trustedRoot, ...begin } as const]),
  ]
}

function refreshed({ taken }: RefreshState, leastRoot: number): readonly Candidate[] {
  if (taken === null || taken.versions.root < leastRoot) return []
  const { trustedRoot, versions, expiresAt } = taken
  return [
    {
      from: 'refreshed',
      trustedRoot,
      rootVersion: versions.root,
      targetsVersion: versions.targets,
      expiresAt,
    },
  ]
}

/** A pinned root is under the word of the metadata that signs the same one. */
function metadataOf(
  { sha256 }: { readonly sha256: string },
  origin: Instance['origin'],
  state: RefreshState,
): typeof NO_METADATA | Omit<Candidate, 'from' | 'trustedRoot'> {
  if (origin.kind === 'file') return NO_METADATA
  const begin = seedMetadata(origin.seed.root)
  const same = refreshed(state, begin.rootVersion ?? 0).find(
    ({ trustedRoot }) => sha256Of(trustedRoot) === sha256,
  )
  if (same === undefined) return begin
  const { rootVersion, targetsVersion, expiresAt } = same
  return { rootVersion, targetsVersion, expiresAt }
}

function seedMetadata(root: Uint8Array): Pick<TrustRootView, 'rootVersion' | 'targetsVersion' | 'expiresAt'> {
  try {
    const { version, expiresAt } = readMetadata('root.json', root, MAX_ROOT_BYTES)
    return { rootVersion: version, targetsVersion: null, expiresAt }
  } catch (error) {
    if (error instanceof TufError) return NO_METADATA
    throw error
  }
}

function parsed(name: string, bytes: Uint8Array): SigstoreRoot | string {
  try {
    return parseTrustedRoot(name, bytes)
  } catch (error) {
    if (error instanceof TrustError) return error.message
    throw error
  }
}
