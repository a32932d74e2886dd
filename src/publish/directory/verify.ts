import { introductionOfRoot, readContent, type DirectoryContent, type Person } from '../../sources/index.ts'
import { peopleIn } from './add-person.ts'
import { readDirectory } from './change.ts'
import { checkAsFollower } from './check-as-follower.ts'
import { draftedFiles, type DraftedFiles } from './drafted-files.ts'
import { documentBytes, DRAFT_ROLES, type DraftRole } from './documents.ts'
import { thresholdsOf, type Thresholds } from './people.ts'
import { signingOf, type Signing } from './who-must-sign.ts'

/** A directory as whoever keeps it sees it. */
export interface DirectoryReport {
  /** By which followers are introduced: of the newest root; null before it is published. */
  readonly introduction: string | null
  readonly roles: readonly {
    readonly role: DraftRole | 'timestamp'
    readonly version: number
    readonly expires: string
  }[]
  readonly thresholds: Thresholds
  readonly people: readonly Person[]
  readonly content: DirectoryContent
  /** Paths of the policies that followers are held to. */
  readonly policies: readonly string[]
  /** What the drafts change of it. */
  readonly drafted: readonly DraftedFiles[]
  /** Drafts and who is still to sign them. */
  readonly signing: readonly Signing[]
}

/** Checks a directory as a follower would, from its first root on. `now` in seconds. Throws `DirectoryError`. */
export async function verifyDirectory(folder: string, now: number): Promise<DirectoryReport> {
  const state = await readDirectory(folder)
  const { published, documents, files } = state
  if (published !== null) await checkAsFollower(folder, new Map(), now)
  const shown = published?.documents ?? documents
  const { root } = shown
  return {
    introduction: published === null ? null : await introductionOfRoot('root.json', documentBytes(root)),
    roles:
      published === null
        ? []
        : [
            ...DRAFT_ROLES.map((role) => ({
              role,
              version: shown[role].signed.version,
              expires: shown[role].signed.expires,
            })),
            {
              role: 'timestamp' as const,
              version: published.timestampVersion,
              expires: published.timestampExpires,
            },
          ],
    thresholds: thresholdsOf(shown),
    people: peopleIn(state),
    content: await readContent(files, folder),
    policies: [...files.keys()].filter((path) => path.startsWith('policies/')).toSorted(),
    drafted: draftedFiles(state),
    signing: signingOf(state),
  }
}
