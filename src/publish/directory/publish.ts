import { sha256Of } from '../../encoding/index.ts'
import { DIRECTORY_ROLES } from '../../sources/index.ts'
import { LIFETIME_DAYS, readDirectory, type DirectoryNow } from './change.ts'
import { checkAsFollower } from './check-as-follower.ts'
import { DirectoryError } from './directory-error.ts'
import {
  DRAFT_ROLES,
  documentBytes,
  expiresText,
  SPEC_VERSION,
  type Documents,
  type DraftRole,
} from './documents.ts'
import { publishFiles, readPart, readTarget, removeDraft, targetPath, withDirectoryLock } from './folder.ts'
import { withSignature } from './signatures.ts'
import { keyIdOfPublicKey, type DirectorySigner } from './tuf-key.ts'
import { readyDrafts, signingOf, topLevel, type Signing } from './who-must-sign.ts'

const DAY = 86_400

/** What was published. */
export interface PublishedNow {
  readonly roles: readonly DraftRole[]
  /** Drafts that too few people signed: they stay drafts. */
  readonly left: readonly Signing[]
  readonly timestampVersion: number
  /** Until when followers take it without a newer one. */
  readonly expires: string
}

/**
 * Publishes every draft, or those of these roles, that enough people signed, and signs a fresh snapshot and timestamp; with nothing drafted, those alone.
 * Before anything is written, it is read as a follower would. `now` in seconds. Throws `DirectoryError` `threshold` where a
 * directory would begin below its thresholds, `not-a-signer`, `refused`.
 */
export async function publishDirectory(
  folder: string,
  signer: DirectorySigner,
  now: number,
  roles: readonly DraftRole[] = DRAFT_ROLES,
): Promise<PublishedNow> {
  return await withDirectoryLock(folder, async () => {
    const before = await readDirectory(folder)
    const { ready, documents } = readyDrafts(before, roles)
    const left = signingOf(before).filter(({ role }) => !ready.includes(role))
    if (before.published === null && left.length > 0) throw belowThreshold(left)
    checkPublisher(documents, signer)
    const drafted = await draftedFiles(folder, documents, ready)
    const online = await onlineFiles(folder, before, documents, drafted, signer, now)
    const files = new Map([...drafted, ...online.files])
    await checkAsFollower(folder, files, now)
    await publishFiles(folder, files)
    await removeDraft(folder, ready)
    return { roles: ready, left, timestampVersion: online.version, expires: online.expires }
  })
}

/** Targets, then what names them: whoever reads in between finds the state before, or all of the new one. */
async function draftedFiles(
  folder: string,
  documents: Documents,
  ready: readonly DraftRole[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>()
  for (const role of DIRECTORY_ROLES.filter((each) => ready.includes(each))) {
    for (const [path, { hashes }] of Object.entries(documents[role].signed.targets))
      files.set(targetPath(path, hashes.sha256), await readTarget(folder, path, hashes.sha256))
  }
  for (const role of ready.toReversed()) {
    const { version } = documents[role].signed
    files.set(`${version}.${role}.json`, documentBytes(documents[role]))
  }
  return files
}

interface Online {
  readonly files: ReadonlyMap<string, Uint8Array>
  readonly version: number
  readonly expires: string
}

async function onlineFiles(
  folder: string,
  { published }: DirectoryNow,
  documents: Documents,
  drafted: ReadonlyMap<string, Uint8Array>,
  signer: DirectorySigner,
  now: number,
): Promise<Online> {
  const meta: Record<string, object> = {}
  for (const role of ['targets', ...DIRECTORY_ROLES] as const) {
    const { version } = documents[role].signed
    const file = `${version}.${role}.json`
    meta[`${role}.json`] = metaOf(version, drafted.get(file) ?? (await readPart(folder, file)))
  }
  const snapshot = await signedOnline('snapshot', (published?.snapshotVersion ?? 0) + 1, meta, signer, now)
  const file = `${snapshot.version}.snapshot.json`
  const timestamp = await signedOnline(
    'timestamp',
    (published?.timestampVersion ?? 0) + 1,
    { 'snapshot.json': metaOf(snapshot.version, snapshot.bytes) },
    signer,
    now,
  )
  const files = new Map([
    [file, snapshot.bytes],
    ['timestamp.json', timestamp.bytes],
  ])
  return { files, version: timestamp.version, expires: timestamp.expires }
}

function metaOf(version: number, bytes: Uint8Array): object {
  return { version, length: bytes.byteLength, hashes: { sha256: sha256Of(bytes) } }
}

async function signedOnline(
  type: 'snapshot' | 'timestamp',
  version: number,
  meta: object,
  signer: DirectorySigner,
  now: number,
): Promise<{ readonly version: number; readonly bytes: Buffer; readonly expires: string }> {
  const expires = expiresText(now + LIFETIME_DAYS[type] * DAY)
  const signed = { _type: type, spec_version: SPEC_VERSION, version, expires, meta }
  const document = await withSignature(type, { signed, signatures: [] }, signer)
  return { version, bytes: documentBytes(document), expires }
}

function checkPublisher({ root }: Documents, { publicKey }: DirectorySigner): void {
  const keyId = keyIdOfPublicKey(publicKey)
  const mayPublish = (['snapshot', 'timestamp'] as const).every((role) =>
    topLevel(root, role).keyIds.includes(keyId),
  )
  if (mayPublish) return
  throw new DirectoryError('not-a-signer', {
    message: `key ${keyId} is nobody’s who publishes this directory`,
    hint: 'trustctl directory verify shows who does',
  })
}

/** People and what each of them is still needed for. */
export function signingText(signing: readonly Signing[]): string {
  return signing
    .filter(({ missing }) => missing > 0)
    .map(
      ({ role, by, signed, missing, others }) =>
        `\`${role}\`${by === 'before' ? ' (by the people before)' : ''}: ${missing} more of ${others.join(', ') || 'nobody'}${signed.length === 0 ? '' : `; signed by ${signed.join(', ')}`}`,
    )
    .join('; ')
}

function belowThreshold(left: readonly Signing[]): DirectoryError {
  return new DirectoryError('threshold', {
    message: `too few people signed it: ${signingText(left)}`,
    hint: left.some(({ missing, others }) => missing > others.length)
      ? 'add people first: trustctl directory add-person NAME --key FILE --contact TEXT'
      : 'trustctl directory sign, by each of them',
  })
}
