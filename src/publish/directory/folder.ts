import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256Of } from '../../encoding/index.ts'
import {
  acquireLock,
  FilesError,
  isSystemError,
  readFileBounded,
  writeFileAtomically,
} from '../../files/index.ts'
import { DirectoryError } from './directory-error.ts'
import {
  documentBytes,
  DRAFT_ROLES,
  readRootDocument,
  readTargetsDocument,
  type Documents,
  type DraftRole,
  type RootDocument,
  type TargetsDocument,
} from './documents.ts'
import { signedOf, versionIn } from './online-files.ts'

/** A state that followers see. */
export interface Published {
  readonly documents: Documents
  readonly snapshotVersion: number
  readonly timestampVersion: number
  /** Seconds since the epoch, UTC: when `timestamp.json` expires. */
  readonly timestampExpires: string
}

/** What is signed and not published yet: those of the documents that were changed. */
export type Draft = { readonly [Role in DraftRole]?: Documents[Role] }

const MAX_BYTES = 1024 * 1024
const DRAFT = 'draft'
/** Everybody may read a directory: it is to be served. */
const MODE = 0o644

/** What is published in the folder; null where nothing is. Throws `DirectoryError` `malformed`. */
export async function readPublished(folder: string): Promise<Published | null> {
  const timestamp = await readOptional(join(folder, 'timestamp.json'))
  if (timestamp === null) return null
  const { version, expires, meta } = signedOf('timestamp.json', timestamp)
  const snapshotVersion = versionIn(meta, 'snapshot.json')
  const snapshot = signedOf('snapshot.json', await readPart(folder, `${snapshotVersion}.snapshot.json`))
  const target = async (role: Exclude<DraftRole, 'root'>): Promise<TargetsDocument> => {
    const file = `${versionIn(snapshot.meta, `${role}.json`)}.${role}.json`
    return readTargetsDocument(file, await readPart(folder, file))
  }
  const documents: Documents = {
    root: await newestRoot(folder),
    targets: await target('targets'),
    keys: await target('keys'),
    policy: await target('policy'),
    revocations: await target('revocations'),
  }
  return { documents, snapshotVersion, timestampVersion: version, timestampExpires: expires }
}

/** The documents that were changed and not published yet. Throws `DirectoryError` `malformed`. */
export async function readDraft(folder: string): Promise<Draft> {
  const files = await Promise.all(
    DRAFT_ROLES.map(async (role) => [role, await readOptional(join(folder, DRAFT, `${role}.json`))] as const),
  )
  const targets = (role: DraftRole): TargetsDocument | undefined => {
    const bytes = files.find(([name]) => name === role)?.[1] ?? null
    return bytes === null ? undefined : readTargetsDocument(`${DRAFT}/${role}.json`, bytes)
  }
  const root = files.find(([name]) => name === 'root')?.[1] ?? null
  const found = {
    targets: targets('targets'),
    keys: targets('keys'),
    policy: targets('policy'),
    revocations: targets('revocations'),
  }
  return {
    ...(root === null ? {} : { root: readRootDocument(`${DRAFT}/root.json`, root) }),
    ...Object.fromEntries(Object.entries(found).filter(([, document]) => document !== undefined)),
  }
}

/** Writes a document among the drafts. */
export async function writeDraft(folder: string, role: DraftRole, document: object): Promise<void> {
  await put(join(folder, DRAFT, `${role}.json`), documentBytes(document))
}

/** Takes a draft away. */
export async function removeDraft(folder: string, roles: readonly DraftRole[]): Promise<void> {
  for (const role of roles) await rm(join(folder, DRAFT, `${role}.json`), { force: true })
  const left = await draftNames(folder)
  if (left.every((name) => name === 'targets'))
    await rm(join(folder, DRAFT), { recursive: true, force: true })
}

async function draftNames(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(join(folder, DRAFT))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/** Where a file of this content lies (TUF §6.2). */
export function targetPath(path: string, sha256: string): string {
  const slash = path.lastIndexOf('/') + 1
  return `targets/${path.slice(0, slash)}${sha256}.${path.slice(slash)}`
}

/** Puts a file that a draft names; it is not seen before it is published. */
export async function writeDraftTarget(folder: string, path: string, bytes: Uint8Array): Promise<void> {
  await put(join(folder, DRAFT, targetPath(path, sha256Of(bytes))), bytes)
}

/** A file that a document names, published or not. Throws `DirectoryError` `missing`, `malformed`. */
export async function readTarget(folder: string, path: string, sha256: string): Promise<Uint8Array> {
  const name = targetPath(path, sha256)
  const bytes = (await readOptional(join(folder, DRAFT, name))) ?? (await readOptional(join(folder, name)))
  if (bytes === null)
    throw new DirectoryError('missing', { message: `there is no \`${join(folder, name)}\``, hint: RESTORE })
  if (sha256Of(bytes) === sha256) return bytes
  throw new DirectoryError('malformed', {
    message: `\`${join(folder, name)}\` is not what its name says`,
    hint: RESTORE,
  })
}

const RESTORE = 'restore it from a copy of the directory, as git has it'

/** Publishes files: those that nothing points at before those that point at them, `timestamp.json` last. */
export async function publishFiles(folder: string, files: ReadonlyMap<string, Uint8Array>): Promise<void> {
  for (const [path, bytes] of files) await put(join(folder, path), bytes)
}

/** Does something that nobody else may do to the directory meanwhile. Throws `DirectoryError` `busy`. */
export async function withDirectoryLock<Result>(
  folder: string,
  work: () => Promise<Result>,
): Promise<Result> {
  await mkdir(folder, { recursive: true })
  const lock = await acquireLock(join(folder, '.lock'))
  if (lock === null) {
    throw new DirectoryError('busy', {
      message: `\`${folder}\` is being changed by another process`,
      hint: 'try again in a minute',
    })
  }
  try {
    return await work()
  } finally {
    await lock.release()
  }
}

async function newestRoot(folder: string): Promise<RootDocument> {
  const versions = (await readdir(folder)).flatMap(
    (name) => /^([1-9][0-9]*)\.root\.json$/.exec(name)?.[1] ?? [],
  )
  const newest = Math.max(0, ...versions.map(Number))
  const file = `${newest}.root.json`
  return readRootDocument(file, await readPart(folder, file))
}

async function put(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o755 })
  await writeFileAtomically(path, bytes, { mode: MODE })
}

/** A file of what is published. Throws `DirectoryError` `missing`. */
export async function readPart(folder: string, name: string): Promise<Uint8Array> {
  const bytes = await readOptional(join(folder, name))
  if (bytes !== null) return bytes
  throw new DirectoryError('missing', { message: `there is no \`${join(folder, name)}\``, hint: RESTORE })
}

/** Null where there is no such file. Throws `DirectoryError` `malformed`. */
export async function readOptional(path: string): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(path, { maxBytes: MAX_BYTES })
  } catch (cause) {
    if (isSystemError(cause, 'ENOENT')) return null
    if (!(cause instanceof FilesError)) throw cause
    if (cause.code === 'missing') return null
    throw new DirectoryError('malformed', { message: cause.message, hint: RESTORE, cause })
  }
}
