import type { ReasonCode } from '../../verdict/index.ts'
import { SourcesError } from '../sources-error.ts'
import type { Fetch } from '../template-source.ts'
import type { DirectoryUpdate } from '../tuf/index.ts'
import { TufError, type TufErrorCode } from '../tuf/tuf-error.ts'
import { readContent } from './content/read-content.ts'
import { withDirectoryLock } from './directory-lock.ts'
import { readFollowed, type Followed } from './followed.ts'
import { keepRevocations } from './kept-revocations.ts'
import type { DirectoryPlaces } from './places.ts'
import { ofDirectory, reasonOfDirectory } from './refused-directory.ts'
import { NOTHING_HEARD, readDirectoryState, writeDirectoryState, type DirectoryState } from './state.ts'

export interface HearEffects {
  readonly fetch: Fetch
  /** Seconds since the epoch, UTC. */
  readonly now: number
  /** Ends it early. */
  readonly signal: AbortSignal
  /** Instead of the configured place, this once: an URL or an absolute folder. */
  readonly from: string | null
  readonly timeouts?: { readonly fileMs: number; readonly totalMs: number }
}

/** What came of asking a directory. */
export type HearOutcome = { readonly name: string; readonly where: string } & (
  | {
      readonly outcome: 'updated' | 'unchanged'
      readonly versions: DirectoryUpdate['versions']
      readonly expiresAt: number
    }
  | {
      readonly outcome: 'refused'
      readonly code: TufErrorCode
      readonly reason: ReasonCode
      readonly words: string
      readonly hint: string | null
    }
)

/**
 * Asks a followed directory what is new, through TUF. Its revocations are kept before anything else is put in force; what is
 * refused leaves what is there, and is remembered. Throws `SourcesError` where it isn't followed.
 */
export async function hearDirectory(
  places: DirectoryPlaces,
  name: string,
  effects: HearEffects,
): Promise<HearOutcome> {
  const { where: configured } = await readFollowed(places, name)
  const where = effects.from ?? configured
  return await withDirectoryLock(places, name, {
    // Read anew: another one may be followed under the name by now.
    work: async () => await hearLocked(places, await readFollowed(places, name), where, effects),
    busy: (pid) => refusedBy(name, where, busy(name, pid)),
  })
}

async function hearLocked(
  places: DirectoryPlaces,
  followed: Followed,
  where: string,
  effects: HearEffects,
): Promise<HearOutcome> {
  const { name } = followed
  const before = await stateOrNothing(places, name)
  let newest = before.root
  try {
    const update = await updateOf(followed, before, where, effects, (root) => {
      newest = { bytes: root.bytes, version: root.version }
    })
    await checkTaken(update, before, where)
    await keepRevocations(places, name, update.files)
    await writeDirectoryState(places, name, stateOf(update, where, effects.now))
    const { versions, expiresAt } = update
    const isNew = JSON.stringify(versions) !== JSON.stringify(before.taken?.versions)
    return { name, where, outcome: isNew ? 'updated' : 'unchanged', versions, expiresAt }
  } catch (error) {
    if (!(error instanceof TufError)) throw error
    // One that was called off is no try, and leaves no trace.
    if (!effects.signal.aborted) {
      const failed = { at: effects.now, code: error.code, words: error.message, where }
      await writeDirectoryState(places, name, { ...before, root: newest, failed })
    }
    return refusedBy(name, where, error)
  }
}

type OnRoot = (root: { readonly bytes: Buffer; readonly version: number }) => void

async function updateOf(
  { root: first }: Followed,
  { root, taken }: DirectoryState,
  where: string,
  { fetch, now, signal, timeouts }: HearEffects,
  onRoot: OnRoot,
): Promise<DirectoryUpdate> {
  // Here and not above: tuf-js is loaded where a directory is asked, and nowhere else.
  const { openRepository, TUF_TIMEOUTS, updateDirectory } = await import('../tuf/index.ts')
  const { fileMs, totalMs } = timeouts ?? TUF_TIMEOUTS
  const ending = AbortSignal.any([signal, AbortSignal.timeout(totalMs)])
  const { metadata = null, files = {} } = taken ?? {}
  const nothing = {
    timestamp: null,
    snapshot: null,
    targets: null,
    keys: null,
    policy: null,
    revocations: null,
  }
  return await updateDirectory({
    known: { ...nothing, ...metadata, root: root?.bytes ?? first },
    files: new Map(Object.entries(files)),
    repository: openRepository(where, { fetch, fileMs, signal: ending }),
    now,
    onRoot,
  })
}

/** Revocations only become more, and each can be read: else whoever they name would go on being trusted. */
async function checkTaken(update: DirectoryUpdate, { taken }: DirectoryState, where: string): Promise<void> {
  for (const [path, bytes] of Object.entries(taken?.files ?? {})) {
    if (!path.startsWith('revocations/')) continue
    const now = update.files.get(path)
    if (now !== undefined && Buffer.from(now).equals(bytes)) continue
    throw new TufError('rolled-back', {
      message: `\`${where}\` has taken back or changed \`${path}\`: revocations only become more`,
      hint: 'ask whoever keeps the directory',
    })
  }
  const { unreadable } = await readContent(update.files, where)
  const [first] = unreadable
  if (first !== undefined)
    throw new TufError('malformed', { message: first, hint: 'a newer pip-trust may know its form' })
}

function stateOf(update: DirectoryUpdate, where: string, now: number): DirectoryState {
  const { metadata, versions, expiresAt, countsUntil, files } = update
  return {
    root: { bytes: metadata.root, version: versions.root },
    taken: {
      metadata,
      versions,
      expiresAt,
      countsUntil,
      files: Object.fromEntries(files),
      heardAt: now,
      where,
    },
    failed: null,
  }
}

/** State that can't be read is begun anew, from the root that the directory was introduced by. */
async function stateOrNothing(places: DirectoryPlaces, name: string): Promise<DirectoryState> {
  try {
    return await readDirectoryState(places, name)
  } catch (error) {
    if (error instanceof SourcesError) return NOTHING_HEARD
    throw error
  }
}

function busy(name: string, pid: number | null): TufError {
  return new TufError('busy', {
    message: `the key directory \`${name}\` is being asked already${pid === null ? '' : ` (process ${pid})`}`,
    hint: 'trustctl directory status, in a minute',
  })
}

function refusedBy(name: string, where: string, error: TufError): HearOutcome {
  const { code, message, hint } = ofDirectory(error, name)
  const reason = reasonOfDirectory(code)
  return { name, where, outcome: 'refused', code, reason, words: message, hint: hint ?? null }
}
