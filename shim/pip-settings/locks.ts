import type { FileArtifact } from '../../src/artifact/index.ts'
import type { Sha256 } from '../../src/encoding/index.ts'
import {
  MAX_LOCK_ENTRIES,
  MAX_LOCK_FIELDS,
  MAX_LOCK_IDENTITIES,
  MAX_LOCK_TEXT,
} from '../../src/protocol/index.ts'
import {
  compareVersions,
  parseProjectName,
  parseVersion,
  type ProjectName,
  type Version,
} from '../../src/python/index.ts'
import type { LockIdentity } from '../../src/verdict/index.ts'
import { digestsOf } from './lock-digests.ts'
import { isTable, lockedPackages, type Table } from './lock-file.ts'
import type { RequirementFile } from './requirement-files.ts'

/** Whom the lock files of one run name. */
export interface Locks {
  /** Of each entry that is about a file, by its digest or by project and version, the publishers; empty where none names any. */
  namedFor(file: Pick<FileArtifact, 'sha256' | 'project' | 'version'>): readonly (readonly LockIdentity[])[]
}

interface Entry {
  readonly project: ProjectName | null
  /** Null: any version. */
  readonly version: Version | null
  readonly digests: readonly Sha256[]
  readonly identities: readonly LockIdentity[]
}

/**
 * Reads `packages.attestation-identities` (PEP 751). A lock file can only tighten, so what can't be read of it holds
 * nobody's file up to less: an identity is named as unreadable, and a lock file that is no TOML names one for every file.
 */
export async function locksIn(files: readonly RequirementFile[]): Promise<Locks> {
  const entries: Entry[] = []
  const always: LockIdentity[] = []
  for (const { kind, text, isUnread } of files) {
    if (kind !== 'pylock') continue
    const packages = isUnread === true ? null : await lockedPackages(text)
    if (packages === null) always.push(unreadable('a lock file of this run can not be read'))
    else entries.push(...packages.flatMap(entryOf))
  }
  return { namedFor: finder(entries, always) }
}

function finder(entries: readonly Entry[], always: readonly LockIdentity[]): Locks['namedFor'] {
  const byDigest = new Map<Sha256, Entry[]>()
  const byProject = new Map<ProjectName, Entry[]>()
  for (const entry of entries) {
    if (entry.project !== null) add(byProject, entry.project, entry)
    for (const digest of entry.digests) add(byDigest, digest, entry)
  }
  return ({ sha256, project, version }) => {
    const named = (byProject.get(project) ?? []).filter(
      (entry) => entry.version === null || compareVersions(entry.version, version) === 0,
    )
    const found = new Set([...(byDigest.get(sha256) ?? []), ...named])
    const groups = [...always.slice(0, 1).map((each) => [each]), ...distinct([...found])]
    return groups.length <= MAX_LOCK_ENTRIES
      ? groups
      : [
          [
            unreadable(
              `${groups.length} entries of lock files that are about it, at most ${MAX_LOCK_ENTRIES}`,
            ),
          ],
        ]
  }
}

function add<Key>(map: Map<Key, Entry[]>, key: Key, entry: Entry): void {
  const known = map.get(key)
  if (known === undefined) map.set(key, [entry])
  else known.push(entry)
}

/** Entries for several environments usually name the same. */
function distinct(entries: readonly Entry[]): readonly (readonly LockIdentity[])[] {
  return [...new Map(entries.map(({ identities }) => [JSON.stringify(identities), identities])).values()]
}

/** A package that names somebody; none for the rest. */
function entryOf(entry: Table): readonly Entry[] {
  const identities = identitiesOf(entry['attestation-identities'])
  if (identities.length === 0) return []
  const { name, version } = entry
  return [
    {
      project: typeof name === 'string' ? parseProjectName(name) : null,
      version: typeof version === 'string' ? parseVersion(version) : null,
      digests: digestsOf(entry),
      identities,
    },
  ]
}

function identitiesOf(value: unknown): readonly LockIdentity[] {
  if (value === undefined) return []
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  return list.length <= MAX_LOCK_IDENTITIES
    ? list.map(identityOf)
    : [unreadable(`${list.length} publishers in the lock file, at most ${MAX_LOCK_IDENTITIES}`)]
}

/** What is no text says nothing about who it is; without what must be said the identity fits nobody. */
function identityOf(value: unknown): LockIdentity {
  if (!isTable(value)) return unreadable('an entry in the lock file that is no table')
  const fields = Object.entries(value).filter(
    (field): field is [string, string] => typeof field[1] === 'string',
  )
  const isSmall = fields.every(([key, text]) => key.length <= MAX_LOCK_TEXT && text.length <= MAX_LOCK_TEXT)
  if (!isSmall || fields.length > MAX_LOCK_FIELDS)
    return unreadable('a publisher in the lock file that is too large')
  return { kind: 'publisher', fields: Object.fromEntries(fields) }
}

function unreadable(why: string): LockIdentity {
  return { kind: 'unreadable', why }
}
