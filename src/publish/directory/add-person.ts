import {
  NAME,
  PERSON_ROLES,
  personText,
  readPerson,
  type Person,
  type PersonRole,
} from '../../sources/index.ts'
import type { PublicKey } from '../../trust/index.ts'
import { changeDirectory, type Change, type DirectoryNow } from './change.ts'
import { DirectoryError } from './directory-error.ts'
import type { DraftRole, KeyDocument } from './documents.ts'
import { checkThreshold } from './init.ts'
import { thresholdsOf, withMembers, type Member, type Thresholds } from './people.ts'
import { tufKeyOf } from './tuf-key.ts'

export interface PersonWish {
  readonly name: string
  /** `Dana <dana@acme.example>`; null: what is known. */
  readonly contact: string | null
  /** The key with which the person signs the directory; null: the one that is known. */
  readonly publicKey: PublicKey | null
  /** Null: what is known, or everything for somebody new. */
  readonly roles: readonly PersonRole[] | null
}

/**
 * Drafts a person, or what is new of one: another key is a root rotation, which the people before must sign too. Throws
 * `DirectoryError` `person`, `key`, `same-person`, `threshold`.
 */
export async function addPerson(
  folder: string,
  wish: PersonWish,
  now: number,
): Promise<readonly DraftRole[]> {
  if (!NAME.test(wish.name)) throw badName(wish.name)
  return await changeDirectory(folder, now, (before) => {
    const people = peopleIn(before)
    const known = people.find(({ name }) => name === wish.name)
    const made = wish.publicKey === null ? null : tufKeyOf(wish.publicKey, wish.name)
    const keyId = made?.id ?? known?.keyId
    const contact = wish.contact ?? known?.contact
    if (keyId === undefined || contact === undefined) throw incomplete(wish.name)
    const roles = sorted(wish.roles ?? known?.roles ?? PERSON_ROLES)
    const person: Person = { format: 1, name: wish.name, contact, roles, keyId }
    readPerson('the person', Buffer.from(personText(person)))
    return withPerson(before, person, made?.key ?? null)
  })
}

/** Drafts that a person signs nothing any more. Their keys stay until they are retired or revoked. Throws `DirectoryError`. */
export async function removePerson(folder: string, name: string, now: number): Promise<readonly DraftRole[]> {
  return await changeDirectory(folder, now, (before) => {
    const known = peopleIn(before).find((each) => each.name === name)
    if (known === undefined) {
      throw new DirectoryError('missing', {
        message: `there is nobody called \`${name}\` in the directory`,
        hint: 'trustctl directory verify',
      })
    }
    const change = withPerson(before, { ...known, roles: [] }, null)
    const { root, targets } = { ...before.documents, ...change.documents }
    checkEnough(root.signed.roles.root.keyids.length, root.signed.roles.root.threshold, 'root')
    for (const { name: role, keyids, threshold } of targets.signed.delegations?.roles ?? [])
      checkEnough(keyids.length, threshold, role)
    return change
  })
}

/** Drafts the next root: signed by the people before and after. Null for a threshold leaves it. Throws `DirectoryError`. */
export async function rotateRoot(
  folder: string,
  wanted: { readonly [Role in keyof Thresholds]: number | null },
  now: number,
): Promise<readonly DraftRole[]> {
  return await changeDirectory(folder, now, (before) => {
    const known = thresholdsOf(before.documents)
    const thresholds = {
      root: wanted.root ?? known.root,
      keys: wanted.keys ?? known.keys,
      policy: wanted.policy ?? known.policy,
    }
    for (const count of Object.values(thresholds)) checkThreshold(count)
    const documents = withMembers(before.documents, membersIn(before, null), thresholds)
    return { documents, renew: ['root'] }
  })
}

/** Everybody whom the directory names. */
export function peopleIn({ files }: Pick<DirectoryNow, 'files'>): readonly Person[] {
  return [...files]
    .filter(([path]) => path.startsWith('keys/people/'))
    .map(([path, bytes]) => readPerson(path, bytes))
}

function withPerson(before: DirectoryNow, person: Person, key: KeyDocument | null): Change {
  const path = `keys/people/${person.name}.yaml`
  const put = new Map([[path, Buffer.from(personText(person))]])
  const members = membersIn(before, { person, key })
  return { documents: withMembers(before.documents, members, thresholdsOf(before.documents)), put }
}

function membersIn(
  before: DirectoryNow,
  changed: { readonly person: Person; readonly key: KeyDocument | null } | null,
): readonly Member[] {
  const others = peopleIn(before).filter(({ name }) => name !== changed?.person.name)
  const people = changed === null ? others : [...others, changed.person]
  return people
    .filter(({ roles }) => roles.length > 0)
    .map((person) => {
      const own = person.name === changed?.person.name ? changed.key : null
      const key = own ?? keyOf(before, person)
      return { person, key }
    })
}

function keyOf({ documents, published }: DirectoryNow, { name, keyId }: Person): KeyDocument {
  const key = documents.root.signed.keys[keyId] ?? published?.documents.root.signed.keys[keyId]
  if (key !== undefined) return key
  throw new DirectoryError('key', {
    message: `the key of \`${name}\` is not in the directory any more`,
    hint: `trustctl directory add-person ${name} --key FILE`,
  })
}

function sorted(roles: readonly PersonRole[]): PersonRole[] {
  return PERSON_ROLES.filter((role) => roles.includes(role))
}

function checkEnough(people: number, threshold: number, role: string): void {
  if (people >= threshold) return
  throw new DirectoryError('threshold', {
    message: `then ${people} people could sign for the role \`${role}\`, and ${threshold} must`,
    hint: 'add somebody first: trustctl directory add-person NAME --key FILE --contact TEXT; or ask for fewer: trustctl directory rotate-root --threshold N',
  })
}

function incomplete(name: string): DirectoryError {
  return new DirectoryError('person', {
    message: `\`${name}\` is new: expected a key and a contact, by which policies count people`,
    hint: `trustctl directory add-person ${name} --key FILE --contact "Dana <dana@acme.example>"`,
  })
}

function badName(name: string): DirectoryError {
  return new DirectoryError('person', {
    message: `\`${name}\` can't be the id of a person: expected lower-case letters, digits, \`.\`, \`_\` and \`-\``,
    hint: 'trustctl directory add-person dana --key FILE --contact "Dana <dana@acme.example>"',
  })
}
