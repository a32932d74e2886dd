import { DRAFT_ROLES, type Documents, type DraftRole, type RootDocument } from './documents.ts'
import type { Draft, Published } from './folder.ts'
import { kindOf, peopleWhoSigned, type Signers } from './signatures.ts'

/** How far the signing of a draft is, by one of those whose word it needs: a root needs that of the people before, too. */
export interface Signing {
  readonly role: DraftRole
  /** Of a new root: `before` for the people whom it follows. */
  readonly by: 'now' | 'before'
  readonly signed: readonly string[]
  readonly missing: number
  readonly others: readonly string[]
}

/** Whose word a document needs. */
export function signersFor(
  role: DraftRole,
  {
    documents,
    published,
  }: { readonly documents: Pick<Documents, 'root' | 'targets'>; readonly published: Published | null },
): readonly (Signers & Pick<Signing, 'by'>)[] {
  const { root, targets } = documents
  switch (role) {
    case 'root': {
      const before = published?.documents.root
      return [
        { by: 'now', ...topLevel(root, 'root') },
        ...(before === undefined ? [] : [{ by: 'before' as const, ...topLevel(before, 'root') }]),
      ]
    }
    case 'targets':
      return [{ by: 'now', ...topLevel(root, 'targets') }]
    case 'keys':
    case 'policy':
    case 'revocations': {
      const { keys = {}, roles = [] } = targets.signed.delegations ?? {}
      const found = roles.find(({ name }) => name === role)
      return [{ by: 'now', keys, keyIds: found?.keyids ?? [], threshold: found?.threshold ?? 1 }]
    }
  }
}

/** Of a top-level role, as a root has it. */
export function topLevel(
  { signed }: RootDocument,
  role: 'root' | 'targets' | 'snapshot' | 'timestamp',
): Signers {
  const { keyids, threshold } = signed.roles[role]
  return { keys: signed.keys, keyIds: keyids, threshold }
}

interface Drafted {
  readonly published: Published | null
  readonly draft: Draft
  readonly documents: Documents
}

/** How far the signing of every draft is. */
export function signingOf(now: Drafted): readonly Signing[] {
  return DRAFT_ROLES.filter((role) => now.draft[role] !== undefined).flatMap((role) =>
    signingOfRole(role, now.documents, now),
  )
}

/** The same of one draft, under these root and targets. */
export function signingOfRole(
  role: DraftRole,
  documents: Documents,
  { published }: { readonly published: Published | null },
): readonly Signing[] {
  return signersFor(role, { documents, published }).map(({ by, ...signers }) => {
    const signed = peopleWhoSigned(kindOf(role), documents[role], signers)
    const people = signers.keyIds.flatMap((id) => signers.keys[id]?.['x-pip-trust-person'] ?? [])
    return {
      role,
      by,
      signed,
      missing: Math.max(0, signers.threshold - signed.length),
      others: people.filter((person) => !signed.includes(person)).toSorted(),
    }
  })
}

/** The drafts that enough people signed, each under the root and targets that it would be published with. */
export function readyDrafts(
  { published, draft, documents }: Drafted,
  roles: readonly DraftRole[],
): { readonly ready: readonly DraftRole[]; readonly documents: Documents } {
  const ready: DraftRole[] = []
  let after = documents
  for (const role of DRAFT_ROLES) {
    if (draft[role] === undefined) continue
    const isSigned = signingOfRole(role, after, { published }).every(({ missing }) => missing === 0)
    if (isSigned && roles.includes(role)) ready.push(role)
    // What is not signed by enough stays as it is published; the first time all of it must be.
    else if (published !== null) after = { ...after, [role]: published.documents[role] }
  }
  return { ready, documents: after }
}
