import { sha256Of, type Sha256 } from '../../encoding/index.ts'
import { MAX_ROOT_BYTES, parseTrustedRoot, TrustError } from '../../trust/index.ts'
import type { ReasonCode } from '../../verdict/index.ts'
import { SourcesError } from '../sources-error.ts'
import type { Fetch } from '../template-source.ts'
import { readMetadata } from '../tuf/metadata.ts'
import { TufError, type TufErrorCode } from '../tuf/tuf-error.ts'
import type { TufUpdate } from '../tuf/index.ts'
import { readInstance, type Instance } from './instance.ts'
import { withRootLock } from './root-lock.ts'
import type { RootPlaces } from './places.ts'
import { NO_REFRESH, readRefreshState, writeRefreshState, type RefreshState } from './refresh-state.ts'
import { reasonOf } from './refused-update.ts'

export interface RefreshEffects {
  readonly fetch: Fetch
  /** Seconds since the epoch, UTC. */
  readonly now: number
  /** Ends it early. */
  readonly signal: AbortSignal
  /** Instead of the configured place, this once: an URL or an absolute folder. */
  readonly from: string | null
  readonly timeouts?: { readonly fileMs: number; readonly totalMs: number }
}

/** What came of a refresh. */
export type RefreshOutcome = { readonly name: string; readonly where: string } & (
  | {
      readonly outcome: 'updated' | 'unchanged'
      readonly digest: Sha256
      readonly versions: TufUpdate['versions']
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

type Repository = Extract<Instance['origin'], { kind: 'tuf' }>
type Tuf = typeof import('../tuf/index.ts')

/**
 * Refreshes an instance's trusted root through TUF. Nothing is put in force before the strict parser has taken it; what is
 * refused leaves what is there, and is remembered. Throws `SourcesError` where the instance itself can't be refreshed.
 */
export async function refreshRoot(
  places: RootPlaces,
  name: string,
  effects: RefreshEffects,
): Promise<RefreshOutcome> {
  const { where } = await toRefresh(places, name, effects)
  return await withRootLock(places, name, {
    // Read anew: it may be another one under the name by now, and this one's chain must not become that one's.
    work: async () => await refreshLocked(places, await toRefresh(places, name, effects), effects),
    busy: (pid) => refusedBy(name, where, busy(name, pid)),
  })
}

async function toRefresh(
  places: RootPlaces,
  name: string,
  { from }: Pick<RefreshEffects, 'from'>,
): Promise<Refreshing> {
  const instance = await readInstance(places, name)
  const { origin } = instance
  if (origin.kind === 'tuf') return { instance, origin, where: from ?? origin.where }
  throw new SourcesError('trust-root', {
    message: `the trust root \`${name}\` comes from a file, which nothing refreshes`,
    hint: `trustctl trust add ${name} --trusted-root FILE`,
  })
}

interface Refreshing {
  readonly instance: Instance
  readonly origin: Repository
  readonly where: string
}

async function refreshLocked(
  places: RootPlaces,
  { instance, origin, where }: Refreshing,
  effects: RefreshEffects,
): Promise<RefreshOutcome> {
  const { name } = instance
  const before = await readStateOrNone(places, name)
  let newest = before.root
  const onRoot = (root: NonNullable<RefreshState['root']>): void => {
    newest = { bytes: root.bytes, version: root.version }
  }
  try {
    const update = await fetchUpdate({ instance, origin, where }, before, effects, onRoot)
    const state = takenState(update, where, effects.now)
    await writeRefreshState(places, name, state)
    const digest = sha256Of(update.trustedRoot)
    const old = before.taken?.trustedRoot ?? origin.seed.trustedRoot
    const outcome = old !== undefined && sha256Of(old) === digest ? 'unchanged' : 'updated'
    const { versions, expiresAt } = update
    return { name, where, outcome, digest, versions, expiresAt }
  } catch (error) {
    if (!(error instanceof TufError)) throw error
    // One that was called off is no try, and leaves no trace.
    if (!effects.signal.aborted) {
      const failed = { at: effects.now, code: error.code, words: error.message, where }
      await writeRefreshState(places, name, { ...before, root: newest, failed })
    }
    return refusedBy(name, where, error)
  }
}

async function fetchUpdate(
  { instance, origin, where }: Refreshing,
  before: RefreshState,
  { fetch, now, signal, timeouts }: RefreshEffects,
  onRoot: (root: NonNullable<RefreshState['root']>) => void,
): Promise<TufUpdate> {
  // Here and not above: tuf-js is loaded where a refresh is made, and nowhere else.
  const { openRepository, TUF_TIMEOUTS, updateFromTuf }: Tuf = await import('../tuf/index.ts')
  const { fileMs, totalMs } = timeouts ?? TUF_TIMEOUTS
  const ending = AbortSignal.any([signal, AbortSignal.timeout(totalMs)])
  const update = await updateFromTuf({
    ...knownOf(origin, before),
    repository: openRepository(where, { fetch, fileMs, signal: ending }),
    now,
    onRoot,
  })
  checkTarget(instance, where, update.trustedRoot)
  return update
}

/** What is shipped begins anew where it is newer than what was refreshed. */
function knownOf({ seed }: Repository, { root, taken }: RefreshState) {
  const { version } = readMetadata('root.json', seed.root, MAX_ROOT_BYTES)
  if (root === null || root.version < version) {
    const known = { root: seed.root, timestamp: null, snapshot: null, targets: null }
    return { known, trustedRoot: null }
  }
  const { timestamp = null, snapshot = null, targets = null, trustedRoot = null } = taken ?? {}
  return { known: { root: root.bytes, timestamp, snapshot, targets }, trustedRoot }
}

function takenState(update: TufUpdate, where: string, at: number): RefreshState {
  const { metadata, versions, expiresAt, trustedRoot } = update
  const { root, timestamp, snapshot, targets } = metadata
  return {
    root: { bytes: root, version: versions.root },
    taken: { timestamp, snapshot, targets, trustedRoot, versions, expiresAt, at, where },
    failed: null,
  }
}

/** A trusted root that can't be read, that vouches for nobody, or that is not the pinned one, is not put in force. */
function checkTarget({ name, pin }: Instance, where: string, bytes: Uint8Array): void {
  const digest = sha256Of(bytes)
  if (pin !== null && digest !== pin.sha256) {
    throw new TufError('pinned', {
      message: `\`${where}\` has another trusted root than the pinned one: expected sha256 ${pin.sha256}, found ${digest}`,
      hint: `trustctl trust pin ${name} --off, then: trustctl trust refresh ${name}`,
    })
  }
  if (authoritiesIn(name, where, bytes) > 0) return
  throw new TufError('malformed', {
    message: `the trusted root of \`${where}\` names no certificate authority that can be used`,
    hint: 'ask whoever runs the instance',
  })
}

function authoritiesIn(name: string, where: string, bytes: Uint8Array): number {
  try {
    return parseTrustedRoot(name, bytes).authorities.length
  } catch (cause) {
    if (!(cause instanceof TrustError)) throw cause
    throw new TufError('malformed', {
      message: `the trusted root of \`${where}\` can't be used: ${cause.message}`,
      hint: 'a newer pip-trust may know its form',
      cause,
    })
  }
}

/** State that can't be read is begun anew: the repository is then held against what is shipped alone. */
async function readStateOrNone(places: RootPlaces, name: string): Promise<RefreshState> {
  try {
    return await readRefreshState(places, name)
  } catch (error) {
    if (error instanceof SourcesError) return NO_REFRESH
    throw error
  }
}

function busy(name: string, pid: number | null): TufError {
  return new TufError('busy', {
    message: `another refresh of the trust root \`${name}\` is under way${pid === null ? '' : ` (process ${pid})`}`,
    hint: 'trustctl trust roots, in a minute',
  })
}

function refusedBy(name: string, where: string, { code, message, hint }: TufError): RefreshOutcome {
  const reason = reasonOf(code)
  return { name, where, outcome: 'refused', code, reason, words: message, hint: hint ?? null }
}
