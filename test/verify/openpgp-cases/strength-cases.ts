import {
  binding,
  certificate,
  certification,
  detached,
  newKey,
  NOW,
  part,
  FLAG,
  subkeyPacket,
  user,
  YEAR,
} from './forge.ts'
import type { HashWish, KeyKind } from './key-material.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'algorithms'

const signedBy = (kind: KeyKind, hash: HashWish = 'sha512', self: HashWish = 'sha512') => {
  const primary = newKey(kind)
  return {
    keys: [certificate(primary, user(primary, { hash: self }))],
    signature: detached({ by: primary, hash }),
  }
}

export const STRENGTH_CASES: readonly OpenPgpCase[] = [
  { group, name: 'RSA 2048, SHA-256', right: ['ok'], make: () => signedBy('rsa2048', 'sha256', 'sha256') },
  { group, name: 'ECDSA P-256, SHA-256', right: ['ok'], make: () => signedBy('p256', 'sha256') },
  { group, name: 'EdDSA, SHA-384', right: ['ok'], make: () => signedBy('ed25519', 'sha384') },
  { group, name: 'signature by MD5', right: ['TC3115'], make: () => signedBy('rsa2048', 'md5') },
  {
    group,
    name: 'signature by SHA-1',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: () => signedBy('rsa2048', 'sha1'),
  },
  {
    group,
    name: 'signature by RIPEMD-160',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: () => signedBy('rsa2048', 'ripemd160'),
  },
  {
    group,
    name: 'signature by SHA-224',
    right: ['TC3117'],
    differs: {
      gpgv: 'takes SHA-224; we have no digest of that name, and refuse needlessly',
      sq: 'takes SHA-224; we have no digest of that name, and refuse needlessly',
    },
    make: () => signedBy('rsa2048', 'sha224'),
  },
  {
    group,
    name: 'self-signature by MD5',
    right: ['TC3115'],
    make: () => signedBy('rsa2048', 'sha512', 'md5'),
  },
  {
    group,
    name: 'self-signature by SHA-1',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: () => signedBy('rsa2048', 'sha512', 'sha1'),
  },
  {
    group,
    name: 'self-signature by SHA-1, a newer one by SHA-512',
    right: ['ok'],
    make: () => {
      const primary = newKey('rsa2048')
      const key = certificate(
        primary,
        user(primary, { hash: 'sha1' }),
        certification(primary, { at: NOW - YEAR }),
      )
      return { keys: [key], signature: detached({ by: primary }) }
    },
  },
  {
    group,
    name: 'self-signature by SHA-512, a newer one by SHA-1',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default', sq: 'falls back to the older self-signature' },
    make: () => {
      const primary = newKey('rsa2048')
      const key = certificate(
        primary,
        user(primary),
        certification(primary, { at: NOW - YEAR, hash: 'sha1' }),
      )
      return { keys: [key], signature: detached({ by: primary }) }
    },
  },
  {
    group,
    name: 'subkey bound by SHA-1',
    right: ['TC3115'],
    differs: { gpgv: 'takes SHA-1 and RIPEMD-160 by default' },
    make: () => {
      const [primary, subkey] = [newKey('rsa2048'), newKey()]
      const bound = binding(primary, subkey, { hash: 'sha1' })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'RSA 1024',
    right: ['TC3115'],
    differs: { gpgv: 'has no least length of RSA' },
    make: () => signedBy('rsa1024', 'sha256', 'sha256'),
  },
  {
    group,
    name: 'RSA 1024 primary key, strong subkey',
    right: ['TC3115'],
    differs: { gpgv: 'has no least length of RSA' },
    make: () => {
      const [primary, subkey] = [newKey('rsa1024'), newKey()]
      const key = certificate(
        primary,
        user(primary, { hash: 'sha256' }),
        subkeyPacket(subkey),
        binding(primary, subkey, { hash: 'sha256' }),
      )
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'RSA 1024 subkey of a strong key',
    right: ['TC3115'],
    differs: { gpgv: 'has no least length of RSA' },
    make: () => {
      const [primary, subkey] = [newKey(), newKey('rsa1024')]
      const key = certificate(primary, user(primary), subkeyPacket(subkey), binding(primary, subkey))
      return { keys: [key], signature: detached({ by: subkey, hash: 'sha256' }) }
    },
  },
  {
    group,
    name: 'RSA of the kind that only encrypts',
    right: ['TC3118'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey('rsa-encrypt-only')]
      const bound = binding(primary, subkey, { flags: FLAG.sign })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'DSA',
    right: ['TC3115'],
    differs: { gpgv: 'takes DSA', sq: 'takes DSA of 2048 bits' },
    make: () => signedBy('dsa', 'sha256', 'sha256'),
  },
  {
    group,
    name: 'ECDSA secp256k1',
    right: ['TC3115'],
    differs: { gpgv: 'takes the curve' },
    make: () => signedBy('secp256k1', 'sha256'),
  },
  {
    group,
    name: 'wrong algorithm named in the signature',
    right: ['TC3111'],
    differs: { gpgv: '1 and 3 are both RSA to it', sq: '1 and 3 are both RSA to it' },
    make: () => {
      const primary = newKey('rsa2048')
      const signature = detached({ by: { ...primary, algorithm: 3 } })
      return { keys: [certificate(primary, user(primary))], signature }
    },
  },
  {
    group,
    name: 'unknown algorithm named in the signature',
    right: ['TC3117'],
    make: () => {
      const primary = newKey()
      const signature = detached({ by: { ...primary, algorithm: 99 }, unhashed: [part.issuer(primary)] })
      return { keys: [certificate(primary, user(primary))], signature }
    },
  },
]
