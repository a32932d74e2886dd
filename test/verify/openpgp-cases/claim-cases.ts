import {
  binding,
  BYTES,
  certificate,
  consent,
  DAY,
  detached,
  FLAG,
  newKey,
  NOW,
  part,
  subkeyPacket,
  TYPE,
  user,
  YEAR,
  type ForgedKey,
  type SignatureWish,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'what a signature says of itself'

const signed = (wish: (primary: ForgedKey) => Partial<SignatureWish>, primary = newKey()) => ({
  keys: [certificate(primary, user(primary))],
  signature: detached({ by: primary, ...wish(primary) }),
})

const notation = (critical: boolean) => part.notation('review@acme.example', 'four eyes', critical)

export const CLAIM_CASES: readonly OpenPgpCase[] = [
  {
    group,
    name: 'good signature, other file',
    right: ['TC3111'],
    make: () => signed(() => ({ over: Buffer.from('other') })),
  },
  {
    group,
    name: 'text mode',
    right: ['TC3116'],
    differs: {
      gpgv: 'takes text mode, in which files that differ in their line ends are one',
      sq: 'takes text mode, in which files that differ in their line ends are one',
    },
    make: () =>
      signed(() => ({ type: TYPE.text, over: Buffer.from(BYTES.toString().replaceAll('\n', '\r\n')) })),
  },
  {
    group,
    name: 'standalone signature (0x02)',
    right: ['TC3116'],
    make: () => signed(() => ({ type: 2, over: Buffer.alloc(0) })),
  },
  {
    group,
    name: 'timestamp signature (0x40)',
    right: ['TC3116'],
    make: () => signed(() => ({ type: 0x40 })),
  },
  {
    group,
    name: 'certification (0x10) over the file',
    right: ['TC3116'],
    make: () => signed(() => ({ type: 0x10 })),
  },
  { group, name: 'notation', right: ['ok'], make: () => signed(() => ({ more: [notation(false)] })) },
  {
    group,
    name: 'critical notation that nobody knows',
    right: ['TC3117'],
    make: () => signed(() => ({ more: [notation(true)] })),
  },
  {
    group,
    name: 'critical notation in the unhashed part: nobody signed it',
    right: ['ok'],
    differs: { gpgv: 'minds critical parts that nobody signed' },
    make: () => signed((key) => ({ unhashed: [part.issuer(key), notation(true)] })),
  },
  {
    group,
    name: 'unknown subpacket',
    right: ['ok'],
    make: () => signed(() => ({ more: [{ type: 100, body: Buffer.of(1) }] })),
  },
  {
    group,
    name: 'unknown critical subpacket',
    right: ['TC3117'],
    make: () => signed(() => ({ more: [{ type: 100, body: Buffer.of(1), critical: true }] })),
  },
  {
    group,
    name: 'critical subpacket of the reserved type 0',
    right: ['TC3117'],
    make: () => signed(() => ({ more: [{ type: 0, body: Buffer.of(1), critical: true }] })),
  },
  {
    group,
    name: 'critical creation time',
    right: ['ok'],
    make: () =>
      signed((key) => ({
        hashed: [{ ...part.created(NOW - DAY), critical: true }, part.issuerFingerprint(key)],
      })),
  },
  {
    group,
    name: 'critical notation in the user id’s certification',
    right: ['TC3117'],
    make: () => {
      const primary = newKey()
      const self = [part.flags(FLAG.certify | FLAG.sign), notation(true)]
      return {
        keys: [certificate(primary, user(primary, { more: self }))],
        signature: detached({ by: primary }),
      }
    },
  },
  {
    group,
    name: 'critical unknown subpacket in the binding',
    right: ['TC3117'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const bound = binding(primary, subkey, { also: [{ type: 100, body: Buffer.of(1), critical: true }] })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'critical notation in the back signature',
    right: ['TC3117'],
    make: () => {
      const [primary, subkey] = [newKey(), newKey()]
      const own = consent(primary, subkey, { more: [notation(true)] })
      const bound = binding(primary, subkey, { consent: own })
      const key = certificate(primary, user(primary), subkeyPacket(subkey), bound)
      return { keys: [key], signature: detached({ by: subkey }) }
    },
  },
  {
    group,
    name: 'creation time in the unhashed part alone',
    right: ['TC3110'],
    make: () =>
      signed((key) => ({
        hashed: [part.issuerFingerprint(key)],
        unhashed: [part.created(NOW - DAY), part.issuer(key)],
      })),
  },
  {
    group,
    name: 'two creation times',
    right: ['TC3110'],
    differs: { gpgv: 'takes one of both', sq: 'takes one of both' },
    make: () => signed(() => ({ more: [part.created(NOW - YEAR)] })),
  },
  {
    group,
    name: 'issuer by key id alone',
    right: ['ok'],
    make: () => signed(() => ({ hashed: [part.created(NOW - DAY)] })),
  },
  {
    group,
    name: 'issuer in the hashed part alone',
    right: ['ok'],
    make: () => signed(() => ({ unhashed: [] })),
  },
  {
    group,
    name: 'no issuer at all',
    right: ['TC3112'],
    make: () => signed(() => ({ hashed: [part.created(NOW - DAY)], unhashed: [] })),
  },
  {
    group,
    name: 'unhashed key id of a stranger beside the signed fingerprint',
    right: ['ok'],
    make: () => signed(() => ({ unhashed: [part.issuer(newKey())] })),
  },
  {
    group,
    name: 'unhashed fingerprint of a trusted key, the signed one is a stranger’s',
    right: ['TC3111'],
    make: () => {
      const [mallory, dana] = [newKey(), newKey()]
      const unhashed = [part.issuer(dana), part.issuerFingerprint(dana)]
      return { keys: [certificate(dana, user(dana))], signature: detached({ by: mallory, unhashed }) }
    },
  },
  {
    group,
    name: 'signed fingerprint of somebody else, by a trusted key',
    right: ['TC3111'],
    differs: { gpgv: 'goes by the key id', sq: 'tries every issuer that is named' },
    make: () => signed(() => ({ hashed: [part.created(NOW - DAY), part.issuerFingerprint(newKey())] })),
  },
  {
    group,
    name: 'fingerprint that says it is of version 6',
    right: ['TC3111'],
    differs: { gpgv: 'goes by the key id' },
    make: () => signed((key) => ({ hashed: [part.created(NOW - DAY), part.issuerFingerprint(key, 6)] })),
  },
]
