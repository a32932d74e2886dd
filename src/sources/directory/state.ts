import * as v from 'valibot'
import { decodeBase64, encodeBase64, EncodingError, parseJson } from '../../encoding/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { TUF_ERROR_CODES } from '../tuf/tuf-error.ts'
import { filesOf, type DirectoryPlaces } from './places.ts'

const Bytes = v.pipe(v.string(), v.transform(decodeBase64))
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))
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

const State = v.strictObject({
  v: v.literal(1),
  /** The newest root that was verified, even where the rest of that try failed. */
  root: v.nullable(v.strictObject({ bytes: Bytes, version: Count })),
  /** The last state that was taken, whole. */
  taken: v.nullable(
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
  ),
  /** The last try that was not taken, where none was taken since. */
  failed: v.nullable(
    v.strictObject({ at: Count, code: v.picklist(TUF_ERROR_CODES), words: v.string(), where: v.string() }),
  ),
})

/** What was heard of a directory, in one file, so that its parts are always of one state. Times: seconds since the epoch. */
export type DirectoryState = Readonly<Omit<v.InferOutput<typeof State>, 'v'>>

/** Before it was heard. */
export const NOTHING_HEARD: DirectoryState = { root: null, taken: null, failed: null }

const MAX_STATE_BYTES = 40 * 1024 * 1024

/** `NOTHING_HEARD` where it never was. Throws `SourcesError`. */
export async function readDirectoryState(places: DirectoryPlaces, name: string): Promise<DirectoryState> {
  const { state: file } = filesOf(places, name)
  try {
    const bytes = await readTrustedFile(file, MAX_STATE_BYTES)
    const { v: _version, ...state } = v.parse(
      State,
      parseJson(bytes, { maxBytes: MAX_STATE_BYTES, maxDepth: 8 }),
    )
    return state
  } catch (cause) {
    if (cause instanceof SourcesError && cause.code === 'missing') return NOTHING_HEARD
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new SourcesError('directory', {
      message: `what was heard of the key directory \`${name}\` can't be read: ${cause.message}`,
      hint: `rm '${file}', then: trustctl directory follow ${name}`,
      cause,
    })
  }
}

/** Replaces it, in one step, 0600. */
export async function writeDirectoryState(
  places: DirectoryPlaces,
  name: string,
  { root, taken, failed }: DirectoryState,
): Promise<void> {
  await ensurePrivateFolder(places.directoryStateDir)
  const text = JSON.stringify({
    v: 1,
    root: root === null ? null : { ...root, bytes: encodeBase64(root.bytes) },
    taken:
      taken === null ? null : { ...taken, metadata: encoded(taken.metadata), files: encoded(taken.files) },
    failed,
  })
  await writeFileAtomically(filesOf(places, name).state, text)
}

function encoded(files: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, encodeBase64(bytes)]))
}
