import type { Keyring, KeyStanding, SigstoreRoot } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readContent, revocationStanding, type DirectoryContent } from './content/read-content.ts'
import type { DirectoryView } from './directory-view.ts'
import { followedNames, readFollowed, type Followed } from './followed.ts'
import { keptStandings, notKept, readKept, type KeptRevocation } from './kept-revocations.ts'
import type { DirectoryPlaces } from './places.ts'
import { readDirectoryState, type DirectoryState } from './state.ts'

/** What the followed directories say. */
export interface Directories {
  readonly keyrings: readonly Keyring[]
  readonly roots: readonly SigstoreRoot[]
  /** Of records, and of every revocation that was ever heard. */
  readonly standings: readonly KeyStanding[]
  readonly views: readonly DirectoryView[]
  readonly problems: readonly string[]
}

/**
 * Reads what was heard of the followed directories. One that can't be read is left out, which can only refuse more; its
 * revocations are kept apart and hold all the same. Throws `SourcesError` where those can't be read.
 */
export async function readDirectories(places: DirectoryPlaces): Promise<Directories> {
  const kept = await readKept(places)
  const names = await followedNames(places)
  const found = await Promise.all(names.map((name) => readOne(places, name, kept)))
  const read = found.filter((each) => typeof each !== 'string')
  return {
    keyrings: read.flatMap(({ keyrings }) => keyrings),
    roots: read.flatMap(({ content }) => content.roots),
    standings: [
      ...keptStandings(kept, places),
      ...read.flatMap(({ content, lost }) => [...lost, ...content.standings]),
    ],
    views: read.map(({ view }) => view),
    problems: found.flatMap((each) => (typeof each === 'string' ? [each] : each.problems)),
  }
}

interface Read {
  readonly keyrings: readonly Keyring[]
  readonly content: DirectoryContent
  /** Of revocations that were heard and are kept no more: they hold all the same. */
  readonly lost: readonly KeyStanding[]
  readonly view: DirectoryView
  readonly problems: readonly string[]
}

async function readOne(
  places: DirectoryPlaces,
  name: string,
  kept: readonly KeptRevocation[],
): Promise<Read | string> {
  try {
    const followed = await readFollowed(places, name)
    return await readHeard(followed, await readDirectoryState(places, name), kept)
  } catch (error) {
    if (error instanceof SourcesError) return error.message
    throw error
  }
}

async function readHeard(
  followed: Followed,
  state: DirectoryState,
  kept: readonly KeptRevocation[],
): Promise<Read> {
  const { name } = followed
  const { taken } = state
  const files = new Map(Object.entries(taken?.files ?? {}))
  const content = await readContent(files, name)
  const lost = new Set(notKept(kept, name, files).map(({ path }) => path))
  const countsUntilMs = (taken?.countsUntil ?? 0) * 1000
  // Whom a revocation that can't be read names is not known: nobody of this directory counts.
  const isSound = content.unreadable.length === 0
  const unheard = `the key directory \`${name}\` was never heard: trustctl directory follow ${name}`
  return {
    keyrings: isSound ? content.keyrings.map((keyring) => ({ ...keyring, countsUntilMs })) : [],
    content,
    lost: content.revocations
      .filter(({ path }) => lost.has(path))
      .map(({ path, revocation }) => revocationStanding(revocation, path, name)),
    view: viewOf(followed, state, content),
    problems: [...(taken === null ? [unheard] : []), ...content.problems, ...content.unreadable],
  }
}

function viewOf(
  { root: _root, ...settings }: Followed,
  { taken, failed }: DirectoryState,
  content: DirectoryContent,
): DirectoryView {
  const { people, keys, keyrings, roots, revocations } = content
  return {
    ...settings,
    versions: taken?.versions ?? null,
    heardAt: taken?.heardAt ?? null,
    expiresAt: taken?.expiresAt ?? null,
    countsUntil: taken?.countsUntil ?? null,
    people,
    keys: keys.map(({ record }) => ({
      fingerprint: record.fingerprint,
      kind: record.kind,
      holder: record.holder,
      keyrings: content.keyringFiles
        .filter(
          (file) =>
            file.authorities.includes(record.fingerprint) ||
            (file.people.includes(record.holder) &&
              record.purpose.some((each) => file.purpose.includes(each))),
        )
        .map((file) => file.name),
      notBefore: record.notBefore,
      signUntil: record.signUntil,
      verifyUntil: record.verifyUntil,
    })),
    keyrings: keyrings.map((each) => each.name),
    trustRoots: roots.map((each) => each.name),
    policies: Object.keys(taken?.files ?? {}).filter((path) => path.startsWith('policies/')),
    revocations: revocations.length,
    revokedKeys: new Set(revocations.map(({ revocation }) => revocation.fingerprint)).size,
    failed,
  }
}
