import { onDisk } from './directory/on-disk.ts'
import { group, lazily, type Mount } from './verb.ts'

/** Following key directories, and keeping one. */
export const DIRECTORY_VERBS: Mount = group('directory', 'follow key directories, and keep one', [
  lazily({
    command: 'join <place>',
    name: 'directory join',
    summary: 'follow a key directory, as somebody introduced it',
    load: async () => onDisk((await import('./verbs/directory-join.ts')).directoryJoin),
  }),
  lazily({
    command: 'follow [name] [place]',
    name: 'directory follow',
    summary: 'hear what is new of followed directories',
    load: async () => onDisk((await import('./verbs/directory-follow.ts')).directoryFollow),
  }),
  lazily({
    command: 'leave <name>',
    name: 'directory leave',
    summary: 'follow a directory no longer',
    load: async () => onDisk((await import('./verbs/directory-leave.ts')).directoryLeave),
  }),
  lazily({
    command: 'status',
    name: 'directory status',
    summary: 'show followed directories and how old their word is',
    load: async () => onDisk((await import('./verbs/directory-status.ts')).directoryStatus),
  }),
  lazily({
    command: 'init',
    name: 'directory init',
    summary: 'begin a key directory',
    load: async () => onDisk((await import('./verbs/directory-init.ts')).directoryInit),
  }),
  lazily({
    command: 'add-person <name>',
    name: 'directory add-person',
    summary: 'draft a person who keeps the directory',
    load: async () => onDisk((await import('./verbs/directory-add-person.ts')).directoryAddPerson),
  }),
  lazily({
    command: 'remove-person <name>',
    name: 'directory remove-person',
    summary: 'draft that a person keeps it no longer',
    load: async () => onDisk((await import('./verbs/directory-remove-person.ts')).directoryRemovePerson),
  }),
  lazily({
    command: 'add-key <key>',
    name: 'directory add-key',
    summary: 'draft a key and the keyrings it is in',
    load: async () => onDisk((await import('./verbs/directory-add-key.ts')).directoryAddKey),
  }),
  lazily({
    command: 'add-trust-root <name> <file>',
    name: 'directory add-trust-root',
    summary: 'draft a Sigstore instance for followers',
    load: async () => onDisk((await import('./verbs/directory-add-trust-root.ts')).directoryAddTrustRoot),
  }),
  lazily({
    command: 'add-policy <file>',
    name: 'directory add-policy',
    summary: 'draft a policy that holds for followers',
    load: async () => onDisk((await import('./verbs/directory-add-policy.ts')).directoryAddPolicy),
  }),
  lazily({
    command: 'remove-policy <name>',
    name: 'directory remove-policy',
    summary: 'draft that a policy holds no longer',
    load: async () => onDisk((await import('./verbs/directory-remove-policy.ts')).directoryRemovePolicy),
  }),
  lazily({
    command: 'rotate-root',
    name: 'directory rotate-root',
    summary: 'draft the next root',
    load: async () => onDisk((await import('./verbs/directory-rotate-root.ts')).directoryRotateRoot),
  }),
  lazily({
    command: 'sign',
    name: 'directory sign',
    summary: 'sign what is drafted',
    load: async () => onDisk((await import('./verbs/directory-sign.ts')).directorySign),
  }),
  lazily({
    command: 'publish',
    name: 'directory publish',
    summary: 'publish what enough people signed',
    load: async () => onDisk((await import('./verbs/directory-publish.ts')).directoryPublish),
  }),
  lazily({
    command: 'revoke <fingerprint>',
    name: 'directory revoke',
    summary: 'revoke a key for every follower, at once',
    load: async () => onDisk((await import('./verbs/directory-revoke.ts')).directoryRevoke),
  }),
  lazily({
    command: 'verify',
    name: 'directory verify',
    summary: 'check a directory, and show its code',
    load: async () => onDisk((await import('./verbs/directory-verify.ts')).directoryVerify),
  }),
])
