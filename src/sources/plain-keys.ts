import { join } from 'node:path'
import * as v from 'valibot'
import { canonicalJson, decodeBase64, encodeBase64, EncodingError, parseJson } from '../encoding/index.ts'
import { writeFileAtomically } from '../files/index.ts'
import { parsePlainKey, plainKeyOf, TrustError, type PlainKey } from '../trust/index.ts'
import { SourcesError } from './sources-error.ts'
import { readTrustedFile } from './trusted-file.ts'

/** One plain key a file: sha256 of its SubjectPublicKeyInfo in upper-case hex. */
export const PLAIN_KEY_FILE = /^[0-9A-F]{64}\.json$/
export const MAX_OWNER_LENGTH = 200
const LIMITS = { maxBytes: 16 * 1024, maxDepth: 2 }

/** What a file holds. */
const StoredKey = v.strictObject({
  format: v.literal(1),
  owner: v.pipe(v.string(), v.minLength(1), v.maxLength(MAX_OWNER_LENGTH)),
  /** SubjectPublicKeyInfo, DER. */
  publicKey: v.pipe(v.string(), v.transform(decodeBase64)),
  minisignId: v.nullable(v.pipe(v.string(), v.regex(/^[0-9A-F]{16}$/))),
})

/** Puts the plain key in `bytes` into the keyring's folder, which `makeFolder` makes once the key is known to be one. Throws `SourcesError` `key` without an owner, and `TrustError`. */
export async function importPlainKey(
  makeFolder: () => Promise<string>,
  bytes: Uint8Array,
  owner: string | null,
): Promise<PlainKey> {
  const key = parsePlainKey(bytes, checkedOwner(owner))
  const stored = {
    format: 1,
    owner: key.owner,
    publicKey: encodeBase64(key.key.spki),
    minisignId: key.minisignId,
  }
  await writeFileAtomically(join(await makeFolder(), fileOf(key)), `${canonicalJson(stored)}\n`)
  return key
}

/** Reads one key; or says why it can't be used. A file that holds another key than its name says is not what was imported. */
export async function readPlainKey(folder: string, file: string): Promise<PlainKey | string> {
  const path = join(folder, file)
  try {
    const stored = v.parse(StoredKey, parseJson(await readTrustedFile(path, LIMITS.maxBytes), LIMITS))
    const key = plainKeyOf(stored.publicKey, stored)
    return fileOf(key) === file ? key : `\`${path}\` does not hold the key that its name says`
  } catch (error) {
    const isExpected = [EncodingError, TrustError, SourcesError, v.ValiError].some(
      (kind) => error instanceof kind,
    )
    if (!isExpected || !(error instanceof Error)) throw error
    return `\`${path}\`: ${error.message}`
  }
}

function fileOf({ fingerprint }: PlainKey): string {
  return `${fingerprint.toUpperCase()}.json`
}

/** Plain keys name nobody, and policies count people. */
function checkedOwner(owner: string | null): string {
  const hint = 'trustctl keys import --keyring NAME FILE --owner "Dana <dana@acme.example>"'
  if (owner === null) throw new SourcesError('key', { message: 'a plain key does not say whose it is', hint })
  const isText = owner.trim() !== '' && owner.isWellFormed() && !/[\p{Cc}\p{Cf}]/u.test(owner)
  if (isText && owner.length <= MAX_OWNER_LENGTH) return owner
  const message = `an owner has words without control characters, and at most ${MAX_OWNER_LENGTH}`
  throw new SourcesError('key', { message, hint })
}
