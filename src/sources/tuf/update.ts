import { Readable } from 'node:stream'
import { EqualVersionError } from 'tuf-js/dist/error.js'
import { MAX_ROOT_ROTATIONS, TUF_MAX_BYTES } from './limits.ts'
import { readMetadata, type MetadataFile } from './metadata.ts'
import { refusalOf } from './refusal.ts'
import type { TufRepository } from './repository.ts'
import { TufError } from './tuf-error.ts'
import {
  beginWalk,
  fetchMetadata,
  labelOf,
  readWhole,
  refuseExpired,
  remember,
  stepOf,
  take,
  type Role,
  type Walk,
} from './walk.ts'

/** What an earlier update left; at first only the root that is trusted to begin with. */
export interface KnownMetadata {
  readonly root: Uint8Array
  readonly timestamp: Uint8Array | null
  readonly snapshot: Uint8Array | null
  readonly targets: Uint8Array | null
}

/** A whole, verified state of a repository. */
export interface TufUpdate {
  readonly metadata: Readonly<Record<Role, Uint8Array>>
  readonly versions: Readonly<Record<Role, number>>
  /** When the first of its files expires, seconds since the epoch, UTC. */
  readonly expiresAt: number
  readonly trustedRoot: Uint8Array
}

export interface UpdateWish {
  readonly known: KnownMetadata
  /** Not fetched again where the repository still signs the same. */
  readonly trustedRoot: Uint8Array | null
  readonly repository: TufRepository
  /** Seconds since the epoch, UTC. */
  readonly now: number
  /** Hears of each newer root that verifies: it is to be kept even where the rest fails (TUF §5.3.8). */
  readonly onRoot: (root: MetadataFile) => void
}

/** Checks a root that is to be trusted first: it must be signed as it asks itself. Throws `TufError`. */
export function checkInitialRoot(label: string, bytes: Uint8Array): MetadataFile {
  beginWalk(bytes, { where: label, read: () => Promise.resolve(null) }, 0)
  return readMetadata(label, bytes, TUF_MAX_BYTES.root)
}

const TARGET = 'trusted_root.json'
const SHA256 = /^[0-9a-f]{64}$/

/**
 * The client workflow of TUF (specification 1.0, §5) up to `trusted_root.json`. Verification is tuf-js' own; fetching and
 * keeping are ours, so that nothing is kept before all of it holds. Throws `TufError`.
 */
export async function updateFromTuf(wish: UpdateWish): Promise<TufUpdate> {
  const walk = beginWalk(wish.known.root, wish.repository, wish.now)
  const files = await walkTopLevel(walk, wish)
  const trustedRoot = await currentTarget(walk, wish.trustedRoot, files.targets)
  return {
    metadata: mapRoles(files, ({ bytes }) => bytes),
    versions: mapRoles(files, ({ version }) => version),
    expiresAt: Math.min(...Object.values(files).map(({ expiresAt }) => expiresAt)),
    trustedRoot,
  }
}

/** TUF §5.3 to §5.6: the four files of one state of a repository, each as its keys vouch for it. Throws `TufError`. */
export async function walkTopLevel(
  walk: Walk,
  { known, onRoot }: Pick<UpdateWish, 'known' | 'onRoot'>,
): Promise<Readonly<Record<Role, MetadataFile>>> {
  const root = await newestRoot(walk, { known, onRoot })
  const timestamp = await newestTimestamp(walk, known.timestamp)
  const snapshot = await currentSnapshot(walk, known.snapshot)
  return { root, timestamp, snapshot, targets: await currentTargets(walk, known.targets) }
}

function mapRoles<Value>(
  { root, timestamp, snapshot, targets }: Readonly<Record<Role, MetadataFile>>,
  map: (file: MetadataFile) => Value,
): Readonly<Record<Role, Value>> {
  return { root: map(root), timestamp: map(timestamp), snapshot: map(snapshot), targets: map(targets) }
}

/** TUF §5.3: every root on the way to the newest is signed by the one before, and by itself. */
async function newestRoot(
  walk: Walk,
  { known, onRoot }: Pick<UpdateWish, 'known' | 'onRoot'>,
): Promise<MetadataFile> {
  let newest = readMetadata('root.json', known.root, TUF_MAX_BYTES.root)
  for (let count = 0; ; count += 1) {
    const next = newest.version + 1
    const file = `${next}.root.json`
    const bytes = await walk.repository.read(file, TUF_MAX_BYTES.root)
    if (bytes === null) break
    if (count === MAX_ROOT_ROTATIONS) throw tooManyRoots(walk)
    const found = readMetadata(labelOf(walk, file), bytes, TUF_MAX_BYTES.root)
    const called = found.version > next ? next : null
    take(walk, 'root', { file, found, called, known: newest.version }, () =>
      walk.store.updateRoot(found.bytes),
    )
    newest = found
    onRoot(found)
  }
  refuseExpired(walk, 'root', newest)
  return newest
}

/** TUF §5.4. */
async function newestTimestamp(walk: Walk, known: Uint8Array | null): Promise<MetadataFile> {
  const { file: before } = remember(walk, 'timestamp', known, (bytes) => walk.store.updateTimestamp(bytes))
  const file = 'timestamp.json'
  const found = await fetchMetadata(walk, file, TUF_MAX_BYTES.timestamp)
  const about = { file, found, called: null, known: before?.version ?? null }
  const newest = take(walk, 'timestamp', about, () => {
    try {
      walk.store.updateTimestamp(found.bytes)
      return found
    } catch (error) {
      if (error instanceof EqualVersionError && before !== null) return before
      throw error
    }
  })
  refuseExpired(walk, 'timestamp', newest)
  return newest
}

/** TUF §5.5. */
async function currentSnapshot(walk: Walk, known: Uint8Array | null): Promise<MetadataFile> {
  const called = walk.store.timestamp?.signed.snapshotMeta.version ?? null
  const before = remember(walk, 'snapshot', known, (bytes) => walk.store.updateSnapshot(bytes, true))
  if (before.file !== null && before.holds) return before.file
  const file = versioned(walk, 'snapshot.json', called)
  const found = await fetchMetadata(walk, file, TUF_MAX_BYTES.snapshot)
  const about = { file, found, called, known: before.file?.version ?? null }
  take(walk, 'snapshot', about, () => walk.store.updateSnapshot(found.bytes))
  return found
}

/** TUF §5.6. Delegations are not followed: Sigstore's instances sign their trusted root at the top. */
async function currentTargets(walk: Walk, known: Uint8Array | null): Promise<MetadataFile> {
  const give = (bytes: Buffer): void => walk.store.updateDelegatedTargets(bytes, 'targets', 'root')
  const called = walk.store.snapshot?.signed.meta['targets.json']?.version ?? null
  const before = remember(walk, 'targets', known, give)
  if (before.file !== null && before.holds) return before.file
  const file = versioned(walk, 'targets.json', called)
  const found = await fetchMetadata(walk, file, TUF_MAX_BYTES.targets)
  take(walk, 'targets', { file, found, called, known: before.file?.version ?? null }, () => give(found.bytes))
  return found
}

/** TUF §5.7. */
async function currentTarget(
  walk: Walk,
  before: Uint8Array | null,
  targets: MetadataFile,
): Promise<Uint8Array> {
  const info = walk.store.targets?.signed.targets[TARGET]
  const sha256 = info?.hashes['sha256'] ?? ''
  if (info === undefined || !SHA256.test(sha256)) throw noTarget(walk)
  const check = (bytes: Uint8Array): Promise<void> => info.verify(Readable.from([Buffer.from(bytes)]))
  if (before !== null && (await holds(check(before)))) return before
  const file = `targets/${walk.store.root.signed.consistentSnapshot ? `${sha256}.` : ''}${TARGET}`
  if (info.length > TUF_MAX_BYTES.target) throw tooLarge(labelOf(walk, file), info.length)
  const bytes = await readWhole(walk, file, info.length)
  await check(bytes).catch((error: unknown) => {
    throw refusalOf(error, stepOf(walk, 'targets', { file, found: targets, called: null, known: null }))
  })
  return bytes
}

function holds(check: Promise<void>): Promise<boolean> {
  return check.then(
    () => true,
    () => false,
  )
}

/** A metadata file's name (TUF §6.2). */
export function versioned({ store }: Walk, file: string, version: number | null): string {
  return store.root.signed.consistentSnapshot && version !== null ? `${version}.${file}` : file
}

function tooManyRoots({ repository }: Walk): TufError {
  return new TufError('too-large', {
    message: `\`${repository.where}\` has more than ${MAX_ROOT_ROTATIONS} roots after the known one`,
    hint: 'install a newer pip-trust, which knows a newer one',
  })
}

export function tooLarge(label: string, length: number): TufError {
  return new TufError('too-large', {
    message: `\`${label}\` is too large: ${length} bytes, and ${TUF_MAX_BYTES.target} are the limit`,
  })
}

function noTarget({ repository }: Walk): TufError {
  return new TufError('no-target', {
    message: `\`${repository.where}\` signs no \`${TARGET}\` with a sha256: expected one in its \`targets.json\``,
    hint: 'ask whoever runs it for its trusted_root.json: trustctl trust add NAME --trusted-root FILE',
  })
}
