import {
  binding,
  certificate,
  certification,
  consent,
  detached,
  direct,
  FLAG,
  newKey,
  NOW,
  packet,
  part,
  subkeyPacket,
  user,
  userId,
  YEAR,
  type BindingWish,
  type ForgedKey,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'keys and subkeys'

/** A key whose subkey signs; the binding is what the cases are about. */
const bySubkey = (wish: BindingWish, subkey: ForgedKey = newKey()) => {
  const primary = newKey()
  const key = certificate(primary, user(primary), subkeyPacket(subkey), binding(primary, subkey, wish))
  return { keys: [key], signature: detached({ by: subkey }) }
}

/** The primary key signs, after these parts of it. */
const byPrimary = (parts: (primary: ForgedKey) => readonly Buffer[], primary = newKey()) => ({
  keys: [certificate(primary, ...parts(primary))],
  signature: detached({ by: primary }),
})

export const KEY_CASES: readonly OpenPgpCase[] = [
  { group, name: 'primary key', right: ['ok'], make: () => byPrimary((key) => [user(key)]) },
  { group, name: 'signing subkey with its back signature', right: ['ok'], make: () => bySubkey({}) },
  {
    group,
    name: 'back signature in the unhashed part of the binding',
    right: ['ok'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const unhashed = [part.issuer(primary), consent(primary, subkey)]
      const bound = binding(primary, subkey, { consent: null, unhashed })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'signing subkey without a back signature',
    right: ['TC3118'],
    make: () => bySubkey({ consent: null }),
  },
  {
    group,
    name: 'a stranger’s subkey adopted, back signature copied from the stranger’s key',
    right: ['TC3118'],
    make: () => {
      const [primary, stranger, subkey] = [newKey(), newKey(), newKey()]
      const bound = binding(primary, subkey, { consent: consent(stranger, subkey) })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'a stranger’s subkey adopted, and the stranger’s own key beside it',
    right: ['ok'],
    differs: { gpgv: 'looks at the first key alone that holds the subkey' },
    make: () => {
      const [primary, stranger, subkey] = [newKey(), newKey(), newKey()]
      const stolen = binding(primary, subkey, { consent: null })
      const own = binding(stranger, subkey)
      return {
        keys: [
          certificate(primary, user(primary), subkeyPacket(subkey), stolen),
          certificate(stranger, user(stranger), subkeyPacket(subkey), own),
        ],
        signature: detached({ by: subkey }),
      }
    },
  },
  {
    group,
    name: 'back signature by SHA-1',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: () => {
      const [primary, subkey] = [newKey(), newKey('rsa2048')]
      const bound = binding(primary, subkey, { consent: consent(primary, subkey, { hash: 'sha1' }) })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'back signature that has expired',
    right: ['TC3113'],
    differs: { gpgv: 'looks at no end of a back signature' },
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const own = consent(primary, subkey, { more: [part.expiresAfter(YEAR)] })
      const key = certificate(
        primary,
        user(primary),
        subkeyPacket(subkey),
        binding(primary, subkey, { consent: own }),
      )
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'subkey for encrypting that signed',
    right: ['TC3118'],
    make: () => bySubkey({ flags: FLAG.encrypt, consent: null }),
  },
  {
    group,
    name: 'subkey whose binding says nothing of what it is for',
    right: ['TC3118'],
    differs: { gpgv: 'takes a key without flags for one that may do all' },
    make: () => bySubkey({ flags: null }),
  },
  {
    group,
    name: 'flag for signing in the unhashed part alone',
    right: ['TC3118'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const unhashed = [part.issuer(primary), part.flags(FLAG.sign)]
      const bound = binding(primary, subkey, { flags: FLAG.encrypt, unhashed })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'primary key that may only certify',
    right: ['TC3118'],
    make: () => byPrimary((key) => [user(key, { more: [part.flags(FLAG.certify)] })]),
  },
  {
    group,
    name: 'subkey without any binding',
    right: ['TC3118'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      return {
        keys: [certificate(primary, user(primary), subkeyPacket(subkey))],
        signature: detached({ by: subkey }),
      }
    },
  },
  {
    group,
    name: 'subkey bound by a signature over another subkey',
    right: ['TC3118'],
    make: () => {
      const [primary, subkey, other] = [newKey(), newKey(), newKey()]
      const key = certificate(primary, user(primary), subkeyPacket(subkey), binding(primary, other))
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'subkey bound by another key than the primary one',
    right: ['TC3118'],
    make: () => {
      const [primary, mallory, subkey] = [newKey(), newKey(), newKey()]
      const wish = { by: mallory, unhashed: [part.issuer(primary)], hashed: [part.created(NOW - YEAR)] }
      const bound = binding(primary, subkey, wish)
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'signature by another subkey than the one it names',
    right: ['TC3111'],
    make: () => {
      const [primary, subkey, other] = [newKey(), newKey(), newKey()]
      const key = certificate(
        primary,
        user(primary),
        subkeyPacket(subkey),
        binding(primary, subkey),
        subkeyPacket(other),
        binding(primary, other),
      )
      const hashed = [part.created(NOW - YEAR), part.issuerFingerprint(other)]
      return { keys: [key], signature: detached({ by: subkey, hashed, unhashed: [part.issuer(other)] }) }
    },
  },
  {
    group,
    name: 'primary key without a self-signature',
    right: ['TC3118'],
    make: () => byPrimary(() => [userId()]),
  },
  {
    group,
    name: 'user id certified by somebody else alone',
    right: ['TC3118'],
    make: () => {
      const mallory = newKey()
      return byPrimary((key) => [userId(), certification(key, { by: mallory })])
    },
  },
  {
    group,
    name: 'no user id, direct-key signature',
    right: ['ok'],
    make: () => byPrimary((key) => [direct(key, { more: [part.flags(FLAG.certify | FLAG.sign)] })]),
  },
  {
    group,
    name: 'newest self-signature takes signing away',
    right: ['TC3118'],
    make: () =>
      byPrimary((key) => [
        user(key),
        certification(key, { at: NOW - YEAR, more: [part.flags(FLAG.certify), part.primaryUser()] }),
      ]),
  },
  {
    group,
    name: 'two keys, signature by the second',
    right: ['ok'],
    make: () => {
      const [kim, dana] = [newKey(), newKey()]
      return {
        keys: [certificate(kim, user(kim)), certificate(dana, user(dana))],
        signature: detached({ by: dana }),
      }
    },
  },
  {
    group,
    name: 'a key that nobody imported',
    right: ['TC3112'],
    make: () => ({ ...byPrimary((key) => [user(key)]), signature: detached({ by: newKey() }) }),
  },
  {
    group,
    name: 'unknown, private and trust packets in the key',
    right: ['ok'],
    make: () =>
      byPrimary((key) => [
        packet(60, Buffer.from('private')),
        user(key),
        packet(12, Buffer.of(1, 2)),
        packet(45, Buffer.from('later')),
      ]),
  },
]
