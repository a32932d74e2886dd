import { rm } from 'node:fs/promises'
import { isAbsolute } from 'node:path'
import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { SourcesError } from '../sources-error.ts'
import type { Fetch } from '../template-source.ts'
import { TufError } from '../tuf/tuf-error.ts'
import { withDirectoryLock } from './directory-lock.ts'
import { followedNames, MAX_DIRECTORIES, readFollowed, type FollowedSettings } from './followed.ts'
import { parseIntroduction } from './key-id.ts'
import { filesOf, isDirectoryName, type DirectoryPlaces } from './places.ts'
import { hearDirectory, type HearOutcome } from './refresh.ts'
import { ofDirectory } from './refused-directory.ts'

export interface JoinWish {
  readonly name: string
  /** An URL, or an absolute folder. */
  readonly where: string
  /** The code that somebody gave; null where a person compares it here, by `confirm`. */
  readonly introduction: string | null
  /** Whether the root with this code is the one that is meant. Asked only without an introduction. */
  readonly confirm: (code: string) => Promise<boolean>
}

interface Effects {
  readonly fetch: Fetch
  readonly now: number
  readonly signal: AbortSignal
}

/**
 * Follows a directory from now on: its root must be the one that the introduction names, and all of it must hold, else nothing
 * is written. Null where the person said no. Throws `SourcesError` and `TufError`.
 */
export async function joinDirectory(
  places: DirectoryPlaces,
  wish: JoinWish,
  effects: Effects,
): Promise<HearOutcome | null> {
  const { name, where } = wish
  await checkNew(places, name, where)
  const begin = await introduced(wish, effects).catch((error: unknown) => {
    throw error instanceof TufError ? ofDirectory(error, null) : error
  })
  if (begin === null) return null
  const introducedBy = wish.introduction === null ? 'person' : 'code'
  const settings = { where, introduction: begin.code, introducedBy } as const
  await changing(places, name, () => begun(places, name, begin.root, settings))
  const outcome = await hearDirectory(places, name, { ...effects, from: null })
  if (outcome.outcome === 'refused') await changing(places, name, () => removeFiles(places, name))
  return outcome
}

/** Follows it elsewhere from now on: what vouches for it stays the same. Throws `SourcesError`. */
export async function moveDirectory(places: DirectoryPlaces, name: string, where: string): Promise<void> {
  checkPlace(where)
  await changing(places, name, async () => {
    const { name: _name, root: _root, ...settings } = await readFollowed(places, name)
    await writeSettings(places, name, { ...settings, where })
  })
}

/** Follows it no longer: its keyrings, roots and policies are gone, and its revocations stay. False where it was not followed. */
export async function leaveDirectory(places: DirectoryPlaces, name: string): Promise<boolean> {
  checkName(name)
  const names = await followedNames(places)
  if (!names.includes(name)) return false
  await changing(places, name, () => removeFiles(places, name))
  return true
}

interface Introduced {
  readonly root: Uint8Array
  readonly code: string
}

async function introduced(
  { where, introduction, confirm }: JoinWish,
  effects: Effects,
): Promise<Introduced | null> {
  const tuf = await import('../tuf/index.ts')
  const { fileMs, totalMs } = tuf.TUF_TIMEOUTS
  const signal = AbortSignal.any([effects.signal, AbortSignal.timeout(totalMs)])
  const repository = tuf.openRepository(where, { fetch: effects.fetch, fileMs, signal })
  const wanted = introduction === null ? null : parseIntroduction(introduction)
  if (introduction !== null && wanted === null) throw noCode(introduction)
  const first = await tuf.readRoot(repository, wanted?.version ?? 1)
  if (wanted !== null) {
    const code = tuf.introductionOfRoot(`${wanted.version}.root.json`, first)
    if (code !== wanted.code) throw otherRoot(where, wanted.code, code)
    return { root: first, code }
  }
  const root = (await tuf.lookAtDirectory(repository, first, effects.now)).metadata.root
  const code = tuf.introductionOfRoot('root.json', root)
  return (await confirm(code)) ? { root, code } : null
}

async function checkNew(places: DirectoryPlaces, name: string, where: string): Promise<void> {
  checkName(name)
  checkPlace(where)
  const names = await followedNames(places)
  if (names.includes(name)) {
    throw new SourcesError('directory', {
      message: `a key directory \`${name}\` is followed already`,
      hint: `trustctl directory leave ${name}; or another name: --name NAME`,
    })
  }
  if (names.length >= MAX_DIRECTORIES) {
    throw new SourcesError('directory', {
      message: `${names.length} key directories are followed already; at most ${MAX_DIRECTORIES} can be`,
      hint: 'trustctl directory leave NAME',
    })
  }
}

async function writeSettings(
  places: DirectoryPlaces,
  name: string,
  settings: FollowedSettings,
): Promise<void> {
  const text = `${JSON.stringify({ format: 1, ...settings }, null, 2)}\n`
  await writeFileAtomically(filesOf(places, name).settings, text)
}

/** What was heard of another directory under this name must not vouch for this one. */
async function begun(
  places: DirectoryPlaces,
  name: string,
  root: Uint8Array,
  settings: FollowedSettings,
): Promise<void> {
  const files = filesOf(places, name)
  await rm(files.state, { force: true })
  await rm(files.policies, { recursive: true, force: true })
  await ensurePrivateFolder(places.directoriesDir)
  await ensurePrivateFolder(files.folder)
  await writeFileAtomically(files.root, root)
  await writeSettings(places, name, settings)
}

async function removeFiles(places: DirectoryPlaces, name: string): Promise<void> {
  const { folder, state, policies } = filesOf(places, name)
  await rm(state, { force: true })
  await rm(policies, { recursive: true, force: true })
  await rm(folder, { recursive: true, force: true })
}

/** Whoever hears the directory meanwhile would write down the state of what is gone. Throws `SourcesError`. */
async function changing<Result>(
  places: DirectoryPlaces,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  return await withDirectoryLock(places, name, {
    work,
    busy: (pid) => {
      throw new SourcesError('directory', {
        message: `the key directory \`${name}\` is being asked${pid === null ? '' : ` by process ${pid}`}`,
        hint: 'try again in a minute',
      })
    },
  })
}

function checkName(name: string): void {
  if (isDirectoryName(name)) return
  throw new SourcesError('directory', {
    message: `\`${name}\` can't be the name of a key directory: expected lower-case letters, digits, \`.\`, \`_\` and \`-\``,
  })
}

/** Throws `SourcesError` for what is neither an absolute folder nor an address without secrets. */
export function checkPlace(place: string): void {
  if (isAbsolute(place)) return
  const url = URL.parse(place)
  const isWeb = url !== null && (url.protocol === 'https:' || url.protocol === 'http:')
  if (isWeb && url.username === '' && url.password === '' && url.search === '' && url.hash === '') return
  throw new SourcesError('directory', {
    message: `\`${place}\` can't be a key directory: expected a folder, or an http(s) URL without user, \`?\` and \`#\``,
    hint: 'trustctl directory join https://packages.example/keys --introduction CODE',
  })
}

function noCode(text: string): SourcesError {
  return new SourcesError('directory', {
    message: `\`${text.slice(0, 100)}\` is no introduction: expected a version and eight groups of four letters, as \`1-ABCD-…\``,
    hint: 'whoever keeps the directory sees it with: trustctl directory verify',
  })
}

function otherRoot(where: string, expected: string, found: string): TufError {
  return new TufError('introduction', {
    message: `\`${where}\` begins with another root than it was introduced by: expected ${expected}, found ${found}`,
    hint: 'ask for the code again, by another road than the address came by',
  })
}
