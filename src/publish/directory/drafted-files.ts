import { DIRECTORY_ROLES, type DirectoryRole } from '../../sources/index.ts'
import type { DirectoryNow } from './change.ts'
import type { TargetsDocument } from './documents.ts'

/** What a draft changes of a directory's files, by path: who signs it puts their name to this. */
export interface DraftedFiles {
  readonly role: DirectoryRole
  readonly added: readonly string[]
  readonly changed: readonly string[]
  readonly removed: readonly string[]
}

/** Of every draft that changes files, held against what is published. */
export function draftedFiles({
  published,
  draft,
}: Pick<DirectoryNow, 'published' | 'draft'>): readonly DraftedFiles[] {
  return DIRECTORY_ROLES.flatMap((role) => {
    const drafted = draft[role]
    if (drafted === undefined) return []
    const [before, after] = [digestsOf(published?.documents[role]), digestsOf(drafted)]
    const added = [...after.keys()].filter((path) => !before.has(path))
    const changed = [...after].flatMap(([path, digest]) =>
      before.has(path) && before.get(path) !== digest ? [path] : [],
    )
    const removed = [...before.keys()].filter((path) => !after.has(path))
    return added.length + changed.length + removed.length === 0 ? [] : [{ role, added, changed, removed }]
  })
}

function digestsOf(document: TargetsDocument | undefined): ReadonlyMap<string, string> {
  const entries = Object.entries(document?.signed.targets ?? {})
  return new Map(entries.map(([path, { hashes }]) => [path, hashes.sha256]))
}
