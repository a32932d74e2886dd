import * as v from 'valibot'
import { SourcesError } from '../sources-error.ts'
import {
  Bytes,
  Count,
  encodedFiles,
  NOTHING_KEPT,
  readState,
  stateForm,
  writeState,
} from '../tuf/kept-state.ts'
import { filesOf, type RootPlaces } from './places.ts'

const State = stateForm(
  v.strictObject({
    timestamp: Bytes,
    snapshot: Bytes,
    targets: Bytes,
    trustedRoot: Bytes,
    versions: v.strictObject({ root: Count, timestamp: Count, snapshot: Count, targets: Count }),
    expiresAt: v.pipe(v.number(), v.safeInteger()),
    at: Count,
    where: v.string(),
  }),
)

/** What refreshes of an instance left. Times: seconds since the epoch. */
export type RefreshState = Readonly<Omit<v.InferOutput<typeof State>, 'v'>>

/** Before the first refresh. */
export const NO_REFRESH: RefreshState = NOTHING_KEPT

const MAX_STATE_BYTES = 4 * 1024 * 1024

/** `NO_REFRESH` where there was none. Throws `SourcesError`. */
export async function readRefreshState(places: RootPlaces, name: string): Promise<RefreshState> {
  const { state: file } = filesOf(places, name)
  const unreadable = (cause: Error): SourcesError =>
    new SourcesError('trust-root', {
      message: `what refreshes of the trust root \`${name}\` left can't be read: ${cause.message}`,
      hint: `rm '${file}', then: trustctl trust refresh ${name}`,
      cause,
    })
  const { root, taken, failed } = await readState(State, { file, maxBytes: MAX_STATE_BYTES, unreadable })
  return { root, taken, failed }
}

/** Replaces it, in one step, 0600. */
export async function writeRefreshState(
  places: RootPlaces,
  name: string,
  state: RefreshState,
): Promise<void> {
  await writeState(places.trustStateDir, filesOf(places, name).state, state, textOf(state))
}

function textOf({ taken }: RefreshState): object | null {
  if (taken === null) return null
  const { timestamp, snapshot, targets, trustedRoot } = taken
  return { ...taken, ...encodedFiles({ timestamp, snapshot, targets, trustedRoot }) }
}
