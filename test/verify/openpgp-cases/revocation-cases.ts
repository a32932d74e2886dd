import {
  binding,
  certificate,
  certification,
  DAY,
  detached,
  direct,
  keyRevocation,
  newKey,
  NOW,
  packet,
  part,
  signatureBody,
  subkeyPacket,
  TYPE,
  user,
  YEAR,
  type ForgedKey,
  type SignatureWish,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'revocations'
const BEFORE = NOW - 1.5 * YEAR

/** A revoked primary key signs. */
const revoked = (wish: Partial<SignatureWish>, at: number, primary = newKey()) => ({
  keys: [certificate(primary, keyRevocation(primary, wish), user(primary))],
  signature: detached({ by: primary, at }),
})

const withParts = (parts: (primary: ForgedKey) => readonly Buffer[], at = NOW - DAY) => {
  const primary = newKey()
  return { keys: [certificate(primary, ...parts(primary))], signature: detached({ by: primary, at }) }
}

/** Of whole keys. */
export const REVOCATION_CASES: readonly OpenPgpCase[] = [
  {
    group,
    name: 'hard (compromised), signature later',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ more: [part.reason(2)] }, NOW - DAY),
  },
  {
    group,
    name: 'hard (compromised), signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ more: [part.reason(2)] }, BEFORE),
  },
  {
    group,
    name: 'without a reason, signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ more: [] }, BEFORE),
  },
  {
    group,
    name: 'soft (superseded), signature later',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ more: [part.reason(1)] }, NOW - DAY),
  },
  {
    group,
    name: 'soft (superseded), signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'believes the time that the signature claims' },
    make: () => revoked({ more: [part.reason(1)] }, BEFORE),
  },
  {
    group,
    name: 'soft (retired), signature that says it is older',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'believes the time that the signature claims' },
    make: () => revoked({ more: [part.reason(3)] }, BEFORE),
  },
  {
    group,
    name: 'soft, then a new self-signature',
    right: ['TC3114'],
    differs: {
      gpgv: 'looks at no revocations',
      sq: 'takes a newer self-signature for the end of a soft revocation',
    },
    make: () =>
      withParts((key) => [
        keyRevocation(key, { more: [part.reason(1)] }),
        user(key),
        certification(key, { at: NOW - YEAR / 2 }),
      ]),
  },
  {
    group,
    name: 'hard, of a time in the future',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ at: NOW + YEAR, more: [part.reason(2)] }, NOW - DAY),
  },
  {
    group,
    name: 'hard, itself expired',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ more: [part.reason(2), part.expiresAfter(DAY)] }, NOW - DAY),
  },
  {
    group,
    name: 'hard, with a critical notation that nobody knows',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'drops a revocation that it does not understand' },
    make: () => revoked({ more: [part.reason(2), part.notation('x@acme.example', 'y', true)] }, NOW - DAY),
  },
  {
    group,
    name: 'hard, by SHA-1',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => revoked({ hash: 'sha1' }, NOW - DAY, newKey('rsa2048')),
  },
  {
    group,
    name: 'hard, that names no issuer',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'drops a revocation that names no issuer' },
    make: () => revoked({ hashed: [part.created(NOW - YEAR)], unhashed: [] }, NOW - DAY),
  },
  {
    group,
    name: 'hard, at the key’s end, behind a subkey',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => {
      const subkey = newKey()
      return withParts((key) => [user(key), subkeyPacket(subkey), binding(key, subkey), keyRevocation(key)])
    },
  },
  {
    group,
    name: 'of version 3, which can’t be checked here',
    right: ['TC3114'],
    differs: { sq: 'drops a revocation that it can’t read' },
    make: () =>
      withParts((key) => [
        packet(2, Buffer.concat([Buffer.of(3, 5, TYPE.keyRevocation), Buffer.alloc(32, 1)])),
        user(key),
      ]),
  },
  {
    group,
    name: 'by a stranger: it says nothing',
    right: ['ok'],
    make: () => {
      const mallory = newKey()
      return withParts((key) => [keyRevocation(key, { by: mallory }), user(key)])
    },
  },
  {
    group,
    name: 'by a stranger in the owner’s name: it says nothing',
    right: ['ok'],
    make: () => {
      const mallory = newKey()
      return withParts((key) => [
        keyRevocation(key, {
          by: mallory,
          hashed: [part.created(NOW - YEAR), part.issuerFingerprint(key)],
          unhashed: [part.issuer(key)],
        }),
        user(key),
      ])
    },
  },
  {
    group,
    name: 'by a key that the owner named for it',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'has not the other key, and lets the revocation lie' },
    make: () => {
      const revoker = newKey()
      return withParts((key) => [
        keyRevocation(key, { by: revoker }),
        direct(key, { more: [part.revoker(revoker)] }),
        user(key),
      ])
    },
  },
  {
    group,
    name: 'a key for revoking is named, and did nothing',
    right: ['ok'],
    make: () => withParts((key) => [direct(key, { more: [part.revoker(newKey())] }), user(key)]),
  },
  {
    group,
    name: 'the primary key is revoked, its subkey signs',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations' },
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const key = certificate(
        primary,
        keyRevocation(primary),
        user(primary),
        subkeyPacket(subkey),
        binding(primary, subkey),
      )
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'one copy of the key is revoked, an older one beside it is not',
    right: ['TC3114'],
    differs: { gpgv: 'looks at no revocations', sq: 'judges each copy by itself' },
    make: () => {
      const primary = newKey()
      const older = certificate(primary, user(primary))
      const newer = certificate(primary, keyRevocation(primary), user(primary))
      return { keys: [newer, older], signature: detached({ by: primary }) }
    },
  },
  {
    group,
    name: 'a revocation passed off as a signature of the file',
    right: ['TC3116'],
    make: () => {
      const primary = newKey()
      const body = signatureBody({ by: primary, over: primary.body, type: TYPE.keyRevocation })
      return { keys: [certificate(primary, user(primary))], signature: packet(2, body) }
    },
  },
]
