import { canonicalJson, sha256Of, type JsonValue } from '../../encoding/index.ts'
import { DIRECTORY_ROLES, roleOfPath } from '../../sources/index.ts'
import { DirectoryError } from './directory-error.ts'
import {
  DRAFT_ROLES,
  expiresText,
  type Documents,
  type DraftRole,
  type RootDocument,
  type TargetsDocument,
} from './documents.ts'
import {
  readDraft,
  readPublished,
  readTarget,
  withDirectoryLock,
  writeDraft,
  writeDraftTarget,
  type Draft,
  type Published,
} from './folder.ts'
import { signingOfRole } from './who-must-sign.ts'

const DAY = 86_400
/** How long a file holds before it must be signed again, in days. */
export const LIFETIME_DAYS: Readonly<Record<DraftRole | 'snapshot' | 'timestamp', number>> = {
  root: 365,
  targets: 365,
  keys: 180,
  policy: 180,
  revocations: 365,
  snapshot: 30,
  timestamp: 7,
}

/** A directory with what is drafted put over what is published. */
export interface DirectoryNow {
  readonly published: Published | null
  readonly draft: Draft
  readonly documents: Documents
  /** Every file, by path. */
  readonly files: ReadonlyMap<string, Uint8Array>
}

/** What is to be different. */
export interface Change {
  readonly documents?: Partial<Pick<Documents, 'root' | 'targets'>>
  readonly put?: ReadonlyMap<string, Uint8Array>
  readonly remove?: readonly string[]
  /** Drafted anew with a later expiry, changed or not. */
  readonly renew?: readonly DraftRole[]
}

/** Reads a directory. Throws `DirectoryError` `missing` where there is none. */
export async function readDirectory(folder: string): Promise<DirectoryNow> {
  const [published, draft] = await Promise.all([readPublished(folder), readDraft(folder)])
  const documents = joined(published, draft)
  if (documents === null) {
    throw new DirectoryError('missing', {
      message: `there is no key directory in \`${folder}\``,
      hint: 'trustctl directory init --directory FOLDER',
    })
  }
  const listed = DIRECTORY_ROLES.flatMap((role) => Object.entries(documents[role].signed.targets))
  const files = new Map<string, Uint8Array>()
  for (const [path, { hashes }] of listed) files.set(path, await readTarget(folder, path, hashes.sha256))
  return { published, draft, documents, files }
}

function joined(published: Published | null, draft: Draft): Documents | null {
  const before = published?.documents
  const root = draft.root ?? before?.root
  const targets = draft.targets ?? before?.targets
  const keys = draft.keys ?? before?.keys
  const policy = draft.policy ?? before?.policy
  const revocations = draft.revocations ?? before?.revocations
  if (!root || !targets || !keys || !policy || !revocations) return null
  return { root, targets, keys, policy, revocations }
}

/**
 * Drafts a change: every document that it touches is to be signed anew. Nothing that followers see is changed. `now` in
 * seconds. Returns the documents that were drafted.
 */
export async function changeDirectory(
  folder: string,
  now: number,
  change: (before: DirectoryNow) => Change | Promise<Change>,
): Promise<readonly DraftRole[]> {
  return await withDirectoryLock(folder, async () => {
    const before = await readDirectory(folder)
    const { documents = {}, put = new Map(), remove = [], renew = [] } = await change(before)
    const after: Documents = { ...withFiles({ ...before.documents, ...documents }, put, remove) }
    const touched = DRAFT_ROLES.filter(
      (role) =>
        renew.includes(role) ||
        !isSame(after[role].signed, before.documents[role].signed) ||
        isLeftUnsigned(role, after, before.published),
    )
    for (const [path, bytes] of put) await writeDraftTarget(folder, path, bytes)
    for (const role of touched) {
      await writeDraft(folder, role, toBeSigned(after[role], role, before.published, now))
    }
    return touched
  })
}

/** Whoever signed a file may not any more, or by another key: it is to be signed again by those who may. */
function isLeftUnsigned(role: DraftRole, after: Documents, published: Published | null): boolean {
  if (role === 'root' || after[role] !== published?.documents[role]) return false
  return signingOfRole(role, after, { published }).some(({ missing }) => missing > 0)
}

function withFiles(
  documents: Documents,
  put: ReadonlyMap<string, Uint8Array>,
  remove: readonly string[],
): Documents {
  let after = documents
  for (const path of [...remove, ...put.keys()]) {
    const role = roleOfPath(path)
    if (role === null)
      throw new DirectoryError('malformed', { message: `\`${path}\` has no place in a key directory` })
    const { [path]: _gone, ...others } = after[role].signed.targets
    const bytes = put.get(path)
    const info = bytes && { length: bytes.byteLength, hashes: { sha256: sha256Of(bytes) } }
    const targets = info === undefined ? others : { ...others, [path]: info }
    after = { ...after, [role]: withTargets(after[role], targets) }
  }
  return after
}

function withTargets(
  document: TargetsDocument,
  targets: TargetsDocument['signed']['targets'],
): TargetsDocument {
  const sorted = Object.fromEntries(Object.entries(targets).toSorted(([a], [b]) => (a < b ? -1 : 1)))
  return { ...document, signed: { ...document.signed, targets: sorted } }
}

/** The version after the published one, however often it is drafted. */
function toBeSigned(
  { signed }: RootDocument | TargetsDocument,
  role: DraftRole,
  published: Published | null,
  now: number,
): object {
  const version = (published?.documents[role].signed.version ?? 0) + 1
  const expires = expiresText(now + LIFETIME_DAYS[role] * DAY)
  return { signatures: [], signed: { ...signed, version, expires } }
}

/** Version and expiry come with the signing. */
function isSame(a: object, b: object): boolean {
  return bare(a) === bare(b)
}

function bare(signed: object): string {
  const plain: JsonValue = JSON.parse(JSON.stringify({ ...signed, version: 0, expires: '' }))
  return canonicalJson(plain)
}
