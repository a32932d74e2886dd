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
import { filesOf, type DirectoryPlaces } from './places.ts'

const ofEach = <Schema extends v.GenericSchema>(schema: Schema) =>
  v.strictObject({
    root: schema,
    timestamp: schema,
    snapshot: schema,
    targets: schema,
    keys: schema,
    policy: schema,
    revocations: schema,
  })

const State = stateForm(
  v.strictObject({
    metadata: ofEach(Bytes),
    versions: ofEach(Count),
    expiresAt: Count,
    countsUntil: Count,
    files: v.record(v.string(), Bytes),
    /** When the directory was last heard to stand so. */
    heardAt: Count,
    where: v.string(),
  }),
)

/** What was heard of a directory. Times: seconds since the epoch. */
export type DirectoryState = Readonly<Omit<v.InferOutput<typeof State>, 'v'>>

/** Before it was heard. */
export const NOTHING_HEARD: DirectoryState = NOTHING_KEPT

const MAX_STATE_BYTES = 40 * 1024 * 1024

/** `NOTHING_HEARD` where it never was. Throws `SourcesError`. */
export async function readDirectoryState(places: DirectoryPlaces, name: string): Promise<DirectoryState> {
  const { state: file } = filesOf(places, name)
  const unreadable = (cause: Error): SourcesError =>
    new SourcesError('directory', {
      message: `what was heard of the key directory \`${name}\` can't be read: ${cause.message}`,
      hint: `rm '${file}', then: trustctl directory follow ${name}`,
      cause,
    })
  const { root, taken, failed } = await readState(State, { file, maxBytes: MAX_STATE_BYTES, unreadable })
  return { root, taken, failed }
}

/** Replaces it, in one step, 0600. */
export async function writeDirectoryState(
  places: DirectoryPlaces,
  name: string,
  state: DirectoryState,
): Promise<void> {
  await writeState(places.directoryStateDir, filesOf(places, name).state, state, textOf(state))
}

function textOf({ taken }: DirectoryState): object | null {
  if (taken === null) return null
  return { ...taken, metadata: encodedFiles(taken.metadata), files: encodedFiles(taken.files) }
}
