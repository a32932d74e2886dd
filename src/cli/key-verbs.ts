import { group, lazily, type Mount } from './verb.ts'

/** Keys, of others and of one's own, and what is signed with the latter. */
export const KEY_VERBS: readonly Mount[] = [
  group('keys', 'manage the keys that signatures are checked with, and those of one’s own', [
    lazily({
      command: 'import [file..]',
      name: 'keys import',
      summary: 'add keys to a keyring, or take a private key over',
      load: async () => (await import('./verbs/keys-import.ts')).keysImport,
    }),
    lazily({
      command: 'list',
      name: 'keys list',
      summary: 'list the keys of one’s own, keyrings and their keys',
      load: async () => (await import('./verbs/keys-list.ts')).keysList,
    }),
    lazily({
      command: 'remove <fingerprint..>',
      name: 'keys remove',
      summary: 'remove keys',
      load: async () => (await import('./verbs/keys-remove.ts')).keysRemove,
    }),
    lazily({
      command: 'new',
      name: 'keys new',
      summary: 'make a key of one’s own',
      load: async () => (await import('./verbs/keys-new.ts')).keysNew,
    }),
    lazily({
      command: 'show <fingerprint>',
      name: 'keys show',
      summary: 'show a key of one’s own and its calendar',
      load: async () => (await import('./verbs/keys-show.ts')).keysShow,
    }),
    lazily({
      command: 'rotate <fingerprint>',
      name: 'keys rotate',
      summary: 'make the key that follows, or print the calendar',
      load: async () => (await import('./verbs/keys-rotate.ts')).keysRotate,
    }),
    lazily({
      command: 'revoke <fingerprint>',
      name: 'keys revoke',
      summary: 'revoke a key of one’s own',
      load: async () => (await import('./verbs/keys-revoke.ts')).keysRevoke,
    }),
    lazily({
      command: 'retire <fingerprint>',
      name: 'keys retire',
      summary: 'end a key of one’s own before its time',
      load: async () => (await import('./verbs/keys-retire.ts')).keysRetire,
    }),
    lazily({
      command: 'export <fingerprint>',
      name: 'keys export',
      summary: 'print the public half of a key, or copy the private one',
      load: async () => (await import('./verbs/keys-export.ts')).keysExport,
    }),
    lazily({
      command: 'ledger [sha256]',
      name: 'keys ledger',
      summary: 'show what was signed here, and check it',
      load: async () => (await import('./verbs/keys-ledger.ts')).keysLedger,
    }),
  ]),
  lazily({
    command: 'sign <file..>',
    summary: 'sign a release with keys of one’s own',
    load: async () => (await import('./verbs/sign.ts')).sign,
  }),
]
