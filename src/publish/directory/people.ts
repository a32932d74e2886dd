import { personOf } from '../../policy/index.ts'
import { DIRECTORY_ROLES, ROLE_PATHS, type Person, type PersonRole } from '../../sources/index.ts'
import { DirectoryError } from './directory-error.ts'
import type { Documents, KeyDocument, RootDocument, TargetsDocument } from './documents.ts'

/** A person with the key that signs for them. */
export interface Member {
  readonly person: Person
  readonly key: KeyDocument
}

/** How many people must sign what. Revocations need one: whoever hears of a theft first. */
export interface Thresholds {
  readonly root: number
  readonly keys: number
  readonly policy: number
}

/** What a directory asks for now. */
export function thresholdsOf({ root, targets }: Pick<Documents, 'root' | 'targets'>): Thresholds {
  const of = (name: string): number =>
    targets.signed.delegations?.roles.find((role) => role.name === name)?.threshold ?? 1
  return { root: root.signed.roles.root.threshold, keys: of('keys'), policy: of('policy') }
}

/**
 * Writes into TUF's own metadata who may sign what: root and targets by whoever has the role `root`; what is delegated by
 * whoever has its role; snapshot and timestamp by everybody who signs anything, so that one person can publish a revocation.
 * No person has two keys, under one name or under two. Throws `DirectoryError` `same-person`.
 */
export function withMembers(
  { root, targets }: Pick<Documents, 'root' | 'targets'>,
  members: readonly Member[],
  thresholds: Thresholds,
): Pick<Documents, 'root' | 'targets'> {
  const ids = members.map(({ person }) => person.keyId)
  const twice = members.find(({ person }, nth) => ids.indexOf(person.keyId) < nth)
  if (twice !== undefined) throw sharedKey(twice.person.name, members)
  const persons = members.map(({ person }) => personOf(person.contact))
  const again = members.find((_member, nth) => persons.indexOf(persons[nth] ?? '') < nth)
  if (again !== undefined) throw sharedContact(again.person, members)
  const having = (...roles: readonly PersonRole[]): readonly Member[] =>
    members.filter(({ person }) => roles.some((role) => person.roles.includes(role)))
  const role = (of: readonly Member[], threshold: number) => ({
    keyids: of.map(({ person }) => person.keyId).toSorted(),
    threshold,
  })
  const [signers, everybody] = [having('root'), members.filter(({ person }) => person.roles.length > 0)]
  const counts = { ...thresholds, revocations: 1 }
  const newRoot: RootDocument = {
    ...root,
    signed: {
      ...root.signed,
      keys: keysOf(everybody),
      roles: {
        root: role(signers, thresholds.root),
        targets: role(signers, thresholds.root),
        snapshot: role(everybody, 1),
        timestamp: role(everybody, 1),
      },
    },
  }
  const newTargets: TargetsDocument = {
    ...targets,
    signed: {
      ...targets.signed,
      delegations: {
        keys: keysOf(having(...DIRECTORY_ROLES)),
        roles: DIRECTORY_ROLES.map((name) => ({
          name,
          ...role(having(name), counts[name]),
          terminating: true,
          paths: ROLE_PATHS[name],
        })),
      },
    },
  }
  return { root: newRoot, targets: newTargets }
}

function keysOf(members: readonly Member[]): Readonly<Record<string, KeyDocument>> {
  const entries = members.map(({ person, key }) => [person.keyId, key] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

function sharedKey(name: string, members: readonly Member[]): DirectoryError {
  const keyId = members.find(({ person }) => person.name === name)?.person.keyId
  const others = members.filter(({ person }) => person.keyId === keyId).map(({ person }) => person.name)
  return new DirectoryError('same-person', {
    message: `one key can't be that of ${others.map((each) => `\`${each}\``).join(' and ')}: thresholds count people`,
    hint: 'everybody makes a key of their own: trustctl keys new --purpose directory',
  })
}

function sharedContact({ contact }: Person, members: readonly Member[]): DirectoryError {
  const others = members.filter(({ person }) => personOf(person.contact) === personOf(contact))
  const names = others.map(({ person }) => `\`${person.name}\``).join(' and ')
  return new DirectoryError('same-person', {
    message: `${names} have one contact, \`${contact}\`: thresholds count people, and policies count them by it`,
    hint: 'everybody has a contact of their own: trustctl directory add-person NAME --contact TEXT; or: trustctl directory remove-person NAME',
  })
}
