import { revocationText, type Revocation } from '../../trust/index.ts'
import { changeDirectory, readDirectory } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import { publishDirectory, type PublishedNow } from './publish.ts'
import { signDrafts } from './sign.ts'
import { keyIdOfPublicKey, type DirectorySigner } from './tuf-key.ts'
import { signersFor } from './who-must-sign.ts'

type Said<Kind> = Kind extends Revocation ? Omit<Kind, 'format' | 'at' | 'by'> : never
/** What is said of a key; who says it and when follows from the signer and the clock. */
export type RevocationWish = Said<Revocation>

/** What was revoked and how it was published. */
export interface Revoked {
  readonly path: string
  readonly revocation: Revocation
  /** Whether the directory has a key of that fingerprint; it may be of a subkey, a signer's certificate, or mistyped. */
  readonly isKnown: boolean
  readonly published: PublishedNow
}

/**
 * Revokes a key and publishes that at once: one person's word is enough, whatever else is drafted. `now` in seconds. Throws
 * `DirectoryError` `not-a-signer`, `missing` where the directory was never published.
 */
export async function revokeInDirectory(
  folder: string,
  wish: RevocationWish,
  signer: DirectorySigner,
  now: number,
): Promise<Revoked> {
  const before = await readDirectory(folder)
  if (before.published === null) {
    throw new DirectoryError('missing', {
      message: `\`${folder}\` was never published: nobody follows it yet`,
      hint: 'trustctl directory publish',
    })
  }
  const by = whoIs(signer, { ...before, documents: before.published.documents })
  const revocation = { ...wish, format: 1, at: now, by } satisfies Revocation
  const path = `revocations/${nextNumber(before.files)}.json`
  await changeDirectory(folder, now, () => ({
    put: new Map([[path, Buffer.from(revocationText(revocation))]]),
  }))
  await signDrafts(folder, signer, now, ['revocations'])
  const published = await publishDirectory(folder, signer, now, ['revocations'])
  return { path, revocation, isKnown: before.files.has(`keys/${wish.fingerprint}.yaml`), published }
}

function whoIs(signer: DirectorySigner, state: Parameters<typeof signersFor>[1]): string {
  const keyId = keyIdOfPublicKey(signer.publicKey)
  const [found] = signersFor('revocations', state)
  const person =
    found?.keyIds.includes(keyId) === true ? found.keys[keyId]?.['x-pip-trust-person'] : undefined
  if (person !== undefined) return person
  throw new DirectoryError('not-a-signer', {
    message: `key ${keyId} is nobody’s who may revoke`,
    hint: 'trustctl directory verify shows who may',
  })
}

function nextNumber(files: ReadonlyMap<string, Uint8Array>): string {
  const numbers = [...files.keys()].flatMap((path) => /^revocations\/([0-9]+)\.json$/.exec(path)?.[1] ?? [])
  return String(Math.max(0, ...numbers.map(Number)) + 1).padStart(4, '0')
}
