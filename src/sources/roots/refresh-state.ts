import * as v from 'valibot'
import { decodeBase64, encodeBase64, EncodingError, parseJson } from '../../encoding/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { TUF_ERROR_CODES } from '../tuf/tuf-error.ts'
import { filesOf, type RootPlaces } from './places.ts'

const Bytes = v.pipe(v.string(), v.transform(decodeBase64))
const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

const State = v.strictObject({
  v: v.literal(1),
  /** The newest root that was verified, even where the rest of that refresh failed. */
  root: v.nullable(v.strictObject({ bytes: Bytes, version: Count })),
  /** The last refresh that was taken, whole. */
  taken: v.nullable(
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
  ),
  /** The last refresh that was not taken, where none was taken since. */
  failed: v.nullable(
    v.strictObject({ at: Count, code: v.picklist(TUF_ERROR_CODES), words: v.string(), where: v.string() }),
  ),
})

/** What refreshes of an instance left, in one file, so that its parts are always of one refresh. Times: seconds since the epoch. */
export type RefreshState = Readonly<Omit<v.InferOutput<typeof State>, 'v'>>

/** Before the first refresh. */
export const NO_REFRESH: RefreshState = { root: null, taken: null, failed: null }

const MAX_STATE_BYTES = 4 * 1024 * 1024

/** `NO_REFRESH` where there was none. Throws `SourcesError`. */
export async function readRefreshState(places: RootPlaces, name: string): Promise<RefreshState> {
  const { state: file } = filesOf(places, name)
  try {
    const bytes = await readTrustedFile(file, MAX_STATE_BYTES)
    const { v: _version, ...state } = v.parse(
      State,
      parseJson(bytes, { maxBytes: MAX_STATE_BYTES, maxDepth: 8 }),
    )
    return state
  } catch (cause) {
    if (cause instanceof SourcesError && cause.code === 'missing') return NO_REFRESH
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw new SourcesError('trust-root', {
      message: `what refreshes of the trust root \`${name}\` left can't be read: ${cause.message}`,
      hint: `rm '${file}', then: trustctl trust refresh ${name}`,
      cause,
    })
  }
}

/** Replaces it, in one step, 0600. */
export async function writeRefreshState(
  places: RootPlaces,
  name: string,
  state: RefreshState,
): Promise<void> {
  await ensurePrivateFolder(places.trustStateDir)
  const { root, taken, failed } = state
  const text = JSON.stringify({
    v: 1,
    root: root === null ? null : { ...root, bytes: encodeBase64(root.bytes) },
    taken: taken === null ? null : { ...taken, ...encoded(taken) },
    failed,
  })
  await writeFileAtomically(filesOf(places, name).state, text)
}

function encoded({ timestamp, snapshot, targets, trustedRoot }: NonNullable<RefreshState['taken']>) {
  return {
    timestamp: encodeBase64(timestamp),
    snapshot: encodeBase64(snapshot),
    targets: encodeBase64(targets),
    trustedRoot: encodeBase64(trustedRoot),
  }
}
