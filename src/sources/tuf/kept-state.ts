import * as v from 'valibot'
import { decodeBase64, encodeBase64, EncodingError, parseJson } from '../../encoding/index.ts'
import { ensurePrivateFolder, writeFileAtomically } from '../../files/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { TUF_ERROR_CODES } from './tuf-error.ts'

export const Bytes = v.pipe(v.string(), v.transform(decodeBase64))
export const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0))

/**
 * The form of what is kept of a TUF repository, in one file, so that its parts are always of one state; `Taken` is the last state
 * that was taken, whole. Times: seconds since the epoch.
 */
export function stateForm<Taken extends v.GenericSchema>(taken: Taken) {
  return v.strictObject({
    v: v.literal(1),
    /** The newest root that was verified, even where the rest of that try failed. */
    root: v.nullable(v.strictObject({ bytes: Bytes, version: Count })),
    taken: v.nullable(taken),
    /** The last try that was not taken, where none was taken since. */
    failed: v.nullable(
      v.strictObject({ at: Count, code: v.picklist(TUF_ERROR_CODES), words: v.string(), where: v.string() }),
    ),
  })
}

/** Before the repository was asked. */
export const NOTHING_KEPT = { root: null, taken: null, failed: null } as const

interface StateFile {
  readonly file: string
  readonly maxBytes: number
  /** What is thrown where it can't be read. */
  readonly unreadable: (cause: Error) => SourcesError
}

/** What was kept; `NOTHING_KEPT` where nothing was. Throws `SourcesError`. */
export async function readState<Form extends v.GenericSchema>(
  form: Form,
  { file, maxBytes, unreadable }: StateFile,
): Promise<v.InferOutput<Form> | typeof NOTHING_KEPT> {
  try {
    const bytes = await readTrustedFile(file, maxBytes)
    return v.parse(form, parseJson(bytes, { maxBytes, maxDepth: 8 }))
  } catch (cause) {
    if (cause instanceof SourcesError && cause.code === 'missing') return NOTHING_KEPT
    if (!(cause instanceof EncodingError) && !(cause instanceof v.ValiError)) throw cause
    throw unreadable(cause)
  }
}

interface Kept {
  readonly root: { readonly bytes: Uint8Array; readonly version: number } | null
  readonly failed: object | null
}

/** Replaces it, in one step, 0600. `taken`: as the file has it. */
export async function writeState(
  folder: string,
  file: string,
  { root, failed }: Kept,
  taken: object | null,
): Promise<void> {
  await ensurePrivateFolder(folder)
  const kept = root === null ? null : { ...root, bytes: encodeBase64(root.bytes) }
  await writeFileAtomically(file, JSON.stringify({ v: 1, root: kept, taken, failed }))
}

/** Files as text, each under its name. */
export function encodedFiles(files: Readonly<Record<string, Uint8Array>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(files).map(([name, bytes]) => [name, encodeBase64(bytes)]))
}
