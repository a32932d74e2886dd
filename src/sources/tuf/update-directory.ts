import { Readable } from 'node:stream'
import type { Targets } from '@tufjs/models'
import { DIRECTORY_ROLES, roleOfPath, type DirectoryRole } from '../directory/roles.ts'
import { introductionOf } from '../directory/key-id.ts'
import { DIRECTORY_LIMITS, TUF_MAX_BYTES } from './limits.ts'
import { readMetadata, type MetadataFile } from './metadata.ts'
import { checkPeople } from './people.ts'
import { refusalOf } from './refusal.ts'
import type { TufRepository } from './repository.ts'
import { TufError } from './tuf-error.ts'
import { tooLarge, versioned, walkTopLevel } from './update.ts'
import { beginWalk, fetchMetadata, labelOf, readWhole, stepOf, type Role, type Walk } from './walk.ts'

/** The metadata files of a directory. */
export type DirectoryMetadata = Role | DirectoryRole

/** A whole, verified state of a directory. */
export interface DirectoryUpdate {
  readonly metadata: Readonly<Record<DirectoryMetadata, Uint8Array>>
  readonly versions: Readonly<Record<DirectoryMetadata, number>>
  /** When the first of its files expires, seconds since the epoch, UTC: until then it must be heard again. */
  readonly expiresAt: number
  /** When the first of those expires that vouch for keys: root, targets and keys. */
  readonly countsUntil: number
  /** Every file that its roles sign, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

export interface DirectoryWish {
  /** What an earlier update left; at first only the root that the directory was introduced by. */
  readonly known: { readonly root: Uint8Array } & Readonly<
    Record<Exclude<DirectoryMetadata, 'root'>, Uint8Array | null>
  >
  /** Files that are there already: not fetched again where the directory still signs the same. */
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly repository: TufRepository
  /** Seconds since the epoch, UTC. */
  readonly now: number
  /** See `UpdateWish`. */
  readonly onRoot: (root: MetadataFile) => void
}

/**
 * The client workflow of TUF (specification 1.0, §5) with everything that a key directory delegates: all of its files, each
 * signed by the role that may sign it. Beyond TUF, thresholds must count people. Throws `TufError`.
 */
export async function updateDirectory(wish: DirectoryWish): Promise<DirectoryUpdate> {
  const { repository, known } = wish
  const walk = beginWalk(known.root, repository, wish.now)
  const top = await walkTopLevel(walk, wish)
  checkPeople(labelOf(walk, 'root.json'), { signed: walk.store.root.signed })
  const delegator = walk.store.targets
  if (delegator === undefined) throw new TypeError('targets were walked')
  checkPeople(labelOf(walk, 'targets.json'), { signed: delegator.signed })
  const [own] = Object.keys(delegator.signed.targets)
  if (own !== undefined) throw wrongRole(walk, 'targets', own)
  const roles: Partial<Record<DirectoryRole, MetadataFile>> = {}
  for (const role of DIRECTORY_ROLES) roles[role] = await currentRole(walk, role, known[role])
  const { keys, policy, revocations } = roles
  if (keys === undefined || policy === undefined || revocations === undefined)
    throw new TypeError('every role was walked')
  const all = { ...top, keys, policy, revocations }
  return {
    metadata: mapAll(all, ({ bytes }) => bytes),
    versions: mapAll(all, ({ version }) => version),
    expiresAt: Math.min(...Object.values(all).map(({ expiresAt }) => expiresAt)),
    countsUntil: Math.min(top.root.expiresAt, top.targets.expiresAt, keys.expiresAt),
    files: await filesOf(walk, all, wish.files),
  }
}

/** The code by which whoever keeps a directory introduces this root. Throws `TufError` `malformed`, `same-person`. */
export function introductionOfRoot(label: string, bytes: Uint8Array): string {
  const { store } = beginWalk(bytes, { where: label, read: () => Promise.resolve(null) }, 0)
  checkPeople(label, { signed: store.root.signed })
  const { version, roles } = store.root.signed
  const { keyIDs = [], threshold = 0 } = roles['root'] ?? {}
  return introductionOf({ version, threshold, keyIds: keyIDs })
}

function mapAll<Value>(
  {
    root,
    timestamp,
    snapshot,
    targets,
    keys,
    policy,
    revocations,
  }: Readonly<Record<DirectoryMetadata, MetadataFile>>,
  map: (file: MetadataFile) => Value,
): Readonly<Record<DirectoryMetadata, Value>> {
  return {
    root: map(root),
    timestamp: map(timestamp),
    snapshot: map(snapshot),
    targets: map(targets),
    keys: map(keys),
    policy: map(policy),
    revocations: map(revocations),
  }
}

/** TUF §5.6.7, of one role. Older versions are held off by the snapshot (§5.5.5), which names them all. */
async function currentRole(walk: Walk, role: DirectoryRole, known: Uint8Array | null): Promise<MetadataFile> {
  const give = (bytes: Buffer): void => walk.store.updateDelegatedTargets(bytes, role, 'targets')
  const called = walk.store.snapshot?.signed.meta[`${role}.json`]?.version ?? null
  const before = known === null ? null : readMetadata(`${role}.json`, known, TUF_MAX_BYTES.targets)
  if (before !== null && before.version === called && isTaken(() => give(before.bytes))) return before
  const file = versioned(walk, `${role}.json`, called)
  const found = await fetchMetadata(walk, file, TUF_MAX_BYTES.targets)
  try {
    give(found.bytes)
  } catch (error) {
    throw refusalOf(error, {
      file,
      found,
      called,
      known: before?.version ?? null,
      where: walk.repository.where,
      vouchers: '`targets.json`',
      threshold: walk.store.targets?.signed.delegations?.roles?.[role]?.threshold ?? 1,
    })
  }
  return found
}

function isTaken(give: () => void): boolean {
  try {
    give()
    return true
  } catch (error) {
    // Whatever the library says of what was known: the file is asked for anew, and then it says why.
    if (error instanceof Error) return false
    throw error
  }
}

type Listed = Targets['targets'][string]
type Roles = Readonly<Record<DirectoryRole, MetadataFile>>

async function filesOf(
  walk: Walk,
  roles: Roles,
  known: ReadonlyMap<string, Uint8Array>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const listed = DIRECTORY_ROLES.flatMap((role) => listedBy(walk, role))
  checkBounds(walk, listed)
  const files = new Map<string, Uint8Array>()
  const { atOnce } = DIRECTORY_LIMITS
  for (let at = 0; at < listed.length; at += atOnce) {
    const some = listed.slice(at, at + atOnce)
    const read = await Promise.all(some.map(({ role, info }) => fileOf(walk, info, roles[role], known)))
    for (const [nth, { info }] of some.entries()) files.set(info.path, read[nth] ?? new Uint8Array())
  }
  return files
}

/** What a role signs, and nothing that it may not: no reader is to wonder whether it counts. */
function listedBy(
  walk: Walk,
  role: DirectoryRole,
): readonly { readonly role: DirectoryRole; readonly info: Listed }[] {
  const signed = walk.store.getRole(role)?.signed
  const targets = signed !== undefined && 'targets' in signed ? Object.values(signed.targets) : []
  const stray = targets.find(({ path }) => roleOfPath(path) !== role)
  if (stray !== undefined) throw wrongRole(walk, role, stray.path)
  return targets.map((info) => ({ role, info }))
}

function checkBounds(walk: Walk, listed: readonly { readonly info: Listed }[]): void {
  const { files, bytes } = DIRECTORY_LIMITS
  const total = listed.reduce((sum, { info }) => sum + info.length, 0)
  if (listed.length <= files && total <= bytes) return
  throw new TufError('too-large', {
    message: `\`${walk.repository.where}\` is too large: ${listed.length} files with ${total} bytes, and ${files} with ${bytes} are the limit`,
  })
}

async function fileOf(
  walk: Walk,
  info: Listed,
  found: MetadataFile,
  known: ReadonlyMap<string, Uint8Array>,
): Promise<Uint8Array> {
  const sha256 = info.hashes['sha256'] ?? ''
  const slash = info.path.lastIndexOf('/')
  const isConsistent = walk.store.root.signed.consistentSnapshot
  const name = isConsistent ? `${sha256}.${info.path.slice(slash + 1)}` : info.path.slice(slash + 1)
  const file = `targets/${info.path.slice(0, slash + 1)}${name}`
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw noDigest(walk, info.path)
  const before = known.get(info.path)
  if (before !== undefined && (await isIt(info, before))) return before
  if (info.length > TUF_MAX_BYTES.target) throw tooLarge(labelOf(walk, file), info.length)
  const bytes = await readWhole(walk, file, info.length)
  await check(info, bytes).catch((error: unknown) => {
    throw refusalOf(error, stepOf(walk, 'targets', { file, found, called: null, known: null }))
  })
  return bytes
}

function check(info: Listed, bytes: Uint8Array): Promise<void> {
  return info.verify(Readable.from([Buffer.from(bytes)]))
}

function isIt(info: Listed, bytes: Uint8Array): Promise<boolean> {
  return check(info, bytes).then(
    () => true,
    () => false,
  )
}

function noDigest({ repository }: Walk, path: string): TufError {
  return new TufError('malformed', { message: `\`${repository.where}\` signs \`${path}\` without a sha256` })
}

function wrongRole({ repository }: Walk, role: string, path: string): TufError {
  return new TufError('wrong-role', {
    message: `the role \`${role}\` of \`${repository.where}\` signs \`${path.slice(0, 200)}\`, which it may not`,
    hint: 'ask whoever keeps the directory: trustctl directory verify',
  })
}

/** A directory as it stands, from one of its roots on, with nothing known before. Throws `TufError`. */
export async function lookAtDirectory(
  repository: TufRepository,
  root: Uint8Array,
  now: number,
): Promise<DirectoryUpdate> {
  const nothing = {
    timestamp: null,
    snapshot: null,
    targets: null,
    keys: null,
    policy: null,
    revocations: null,
  }
  return await updateDirectory({
    known: { root, ...nothing },
    files: new Map(),
    repository,
    now,
    onRoot: () => undefined,
  })
}

/** A root of a directory's chain as it lies there. Throws `TufError`. */
export async function readRoot(repository: TufRepository, version: number): Promise<Uint8Array> {
  const file = `${version}.root.json`
  const bytes = await repository.read(file, TUF_MAX_BYTES.root)
  if (bytes !== null) return bytes
  throw new TufError('unreachable', {
    message: `there is no \`${repository.where}/${file}\``,
    hint: 'name the folder or address that has `1.root.json` and `timestamp.json`',
  })
}
