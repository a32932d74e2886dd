import { lstat } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { EncodingError, parseJson } from '../../encoding/index.ts'
import { ensurePrivateFolder, isSystemError, writeFileAtomically } from '../../files/index.ts'
import { parseRevocation, TrustError, type KeyStanding } from '../../trust/index.ts'
import { SourcesError } from '../sources-error.ts'
import { readTrustedFile } from '../trusted-file.ts'
import { revocationStanding } from './content/read-content.ts'
import type { DirectoryPlaces } from './places.ts'

const MAX_BYTES = 16 * 1024 * 1024
const Kept = v.strictObject({
  v: v.literal(1),
  revocations: v.array(
    v.strictObject({
      /** What the directory was called here. */
      directory: v.pipe(v.string(), v.maxLength(64)),
      path: v.pipe(v.string(), v.maxLength(64)),
      text: v.pipe(v.string(), v.maxLength(16 * 1024)),
    }),
  ),
})

/** A revocation as it was heard. */
export type KeptRevocation = Readonly<v.InferOutput<typeof Kept>['revocations'][number]>

/**
 * Every revocation that was ever heard. Throws `SourcesError` `directory` where the file can't be read: who is revoked is then
 * not known, so that nothing may be judged by it.
 */
export async function readKept({
  revocationsFile: file,
}: DirectoryPlaces): Promise<readonly KeptRevocation[]> {
  try {
    const bytes = await readTrustedFile(file, MAX_BYTES)
    return v.parse(Kept, parseJson(bytes, { maxBytes: MAX_BYTES, maxDepth: 4 })).revocations
  } catch (cause) {
    if (cause instanceof SourcesError && cause.code === 'missing' && !(await isLinkTo(file))) return []
    const isExpected =
      cause instanceof SourcesError || cause instanceof EncodingError || cause instanceof v.ValiError
    if (!isExpected) throw cause
    throw unreadable(file, cause)
  }
}

/** A link that leads nowhere is no file that was never written. */
async function isLinkTo(file: string): Promise<boolean> {
  try {
    return (await lstat(file)).isSymbolicLink()
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return false
    throw error
  }
}

/** What the kept revocations say of keys. Throws `SourcesError` `directory`. */
export function keptStandings(
  kept: readonly KeptRevocation[],
  { revocationsFile }: DirectoryPlaces,
): readonly KeyStanding[] {
  return kept.map(({ directory, path, text }) => {
    try {
      return revocationStanding(parseRevocation(Buffer.from(text)), path, directory)
    } catch (cause) {
      if (!(cause instanceof TrustError)) throw cause
      throw unreadable(revocationsFile, cause)
    }
  })
}

/** Adds what is new, before it is put in force; what is there stays for ever. */
export async function keepRevocations(
  places: DirectoryPlaces,
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<void> {
  const kept = await readKept(places)
  const added = notKept(kept, directory, files)
  if (added.length === 0) return
  await ensurePrivateFolder(dirname(places.revocationsFile))
  const text = JSON.stringify({ v: 1, revocations: [...kept, ...added] })
  await writeFileAtomically(places.revocationsFile, `${text}\n`)
}

/** The revocations among what was heard of a directory that are not kept yet. */
export function notKept(
  kept: readonly KeptRevocation[],
  directory: string,
  files: ReadonlyMap<string, Uint8Array>,
): readonly KeptRevocation[] {
  const known = new Set(kept.map(keyOf))
  return [...files]
    .filter(([path]) => path.startsWith('revocations/'))
    .map(([path, bytes]) => ({ directory, path, text: Buffer.from(bytes).toString('utf8') }))
    .filter((each) => !known.has(keyOf(each)))
}

function keyOf({ directory, path, text }: KeptRevocation): string {
  return JSON.stringify([directory, path, text])
}

function unreadable(file: string, cause: Error): SourcesError {
  return new SourcesError('directory', {
    message: `the revocations that were heard can't be read, so that nobody knows which keys are lost: \`${file}\`: ${cause.message}`,
    hint: hintOf(file, cause),
    cause,
  })
}

/** What is removed can be heard again from directories that are followed; of those that were left, it is lost. */
function hintOf(file: string, cause: Error): string {
  const restore = `restore the file from a copy; without one: rm -r '${file}' && trustctl directory follow (what directories that you left had revoked is lost then)`
  return cause instanceof SourcesError && cause.hint !== undefined ? `${cause.hint}; or ${restore}` : restore
}
