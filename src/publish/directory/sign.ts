import { readDirectory, type DirectoryNow } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import { draftedFiles, type DraftedFiles } from './drafted-files.ts'
import { DRAFT_ROLES, type DraftRole } from './documents.ts'
import { withDirectoryLock, writeDraft } from './folder.ts'
import { kindOf, withSignature } from './signatures.ts'
import { keyIdOfPublicKey, type DirectorySigner } from './tuf-key.ts'
import { signersFor, signingOf, type Signing } from './who-must-sign.ts'

/** What a signer signed, and how far each draft is now. */
export interface Signed {
  readonly person: string
  readonly roles: readonly DraftRole[]
  /** What of the directory's files that changes. */
  readonly files: readonly DraftedFiles[]
  readonly signing: readonly Signing[]
}

/**
 * Signs every draft, or those of these roles, that the signer may sign. Nobody signs twice. `now` in seconds. Throws `DirectoryError` `missing` where
 * nothing is drafted, `not-a-signer`, `signed`, `expired`.
 */
export async function signDrafts(
  folder: string,
  signer: DirectorySigner,
  now: number,
  roles: readonly DraftRole[] = DRAFT_ROLES,
): Promise<Signed> {
  return await withDirectoryLock(folder, async () => {
    const before = await readDirectory(folder)
    const keyId = keyIdOfPublicKey(signer.publicKey)
    const drafted = roles.filter((role) => before.draft[role] !== undefined)
    if (drafted.length === 0) throw nothing(folder)
    const mine = drafted.flatMap((role) => {
      const found = whoMay(role, before).find(({ keyIds }) => keyIds.includes(keyId))
      return found === undefined ? [] : [{ role, person: personOf(found.keys[keyId]) }]
    })
    const [first] = mine
    if (first === undefined) throw notASigner(keyId, drafted)
    const { person } = first
    const open = mine.filter(
      ({ role }) => !before.documents[role].signatures.some(({ keyid }) => keyid === keyId),
    )
    if (open.length === 0) throw signedAlready(person, signingOf(before))
    for (const { role } of open) {
      const document = before.documents[role]
      if (Date.parse(document.signed.expires) <= now * 1000) throw expired(role, document.signed.expires)
      await writeDraft(folder, role, await withSignature(kindOf(role), document, signer))
    }
    const after = await readDirectory(folder)
    const signed = open.map(({ role }) => role)
    const files = draftedFiles(before).filter(({ role }) => signed.includes(role))
    return { person, roles: signed, files, signing: signingOf(after) }
  })
}

/** By what is drafted, and by what is published: a draft may be published without the root that is drafted beside it. */
function whoMay(role: DraftRole, state: DirectoryNow) {
  const { published } = state
  const before = published === null ? [] : signersFor(role, { documents: published.documents, published })
  return [...signersFor(role, state), ...before]
}

function personOf(key: { readonly 'x-pip-trust-person': string } | undefined): string {
  return key?.['x-pip-trust-person'] ?? ''
}

function nothing(folder: string): DirectoryError {
  return new DirectoryError('missing', {
    message: `nothing is to be signed in \`${folder}\``,
    hint: 'trustctl directory verify',
  })
}

function notASigner(keyId: string, drafted: readonly DraftRole[]): DirectoryError {
  return new DirectoryError('not-a-signer', {
    message: `key ${keyId} is nobody’s who signs ${drafted.map((role) => `\`${role}\``).join(', ')}`,
    hint: 'trustctl directory verify shows who does',
  })
}

function signedAlready(person: string, signing: readonly Signing[]): DirectoryError {
  const others = [...new Set(signing.filter(({ missing }) => missing > 0).flatMap((each) => each.others))]
  return new DirectoryError('signed', {
    message: `\`${person}\` has signed all of it already, and counts once`,
    hint: others.length === 0 ? 'trustctl directory publish' : `let another one sign: ${others.join(', ')}`,
  })
}

function expired(role: DraftRole, at: string): DirectoryError {
  return new DirectoryError('expired', {
    message: `the draft of \`${role}\` expired on ${at}`,
    hint: 'trustctl directory renew',
  })
}
