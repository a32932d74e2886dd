import {
  armored,
  BYTES,
  certificate,
  DAY,
  detached,
  newKey,
  NOW,
  packet,
  part,
  signatureBody,
  user,
  type ForgedKey,
} from './forge.ts'
import type { OpenPgpCase } from './openpgp-case.ts'

const group = 'packets and armor'

/** A file made of a good signature's packet body. */
const file = (make: (body: Buffer, primary: ForgedKey) => Buffer) => {
  const primary = newKey()
  const body = signatureBody({ by: primary, over: BYTES })
  return { keys: [certificate(primary, user(primary))], signature: make(body, primary) }
}

/** A file of signatures by two people who are both imported. */
const both = (make: (dana: Buffer, kim: Buffer) => Buffer, over: Buffer = BYTES) => {
  const [dana, kim] = [newKey(), newKey()]
  return {
    keys: [certificate(dana, user(dana)), certificate(kim, user(kim))],
    signature: make(detached({ by: dana }), detached({ by: kim, over })),
  }
}

const withVersion = (version: number) =>
  file((body) => packet(2, Buffer.concat([Buffer.of(version), body.subarray(1)])))

export const PACKET_CASES: readonly OpenPgpCase[] = [
  { group, name: 'armored', right: ['ok'], make: () => file((body) => armored(packet(2, body))) },
  {
    group,
    name: 'armored, words around the block and headers in it',
    right: ['ok'],
    make: () =>
      file((body) =>
        Buffer.concat([
          Buffer.from('words\n'),
          armored(packet(2, body), 'SIGNATURE', ['Comment: x']),
          Buffer.from('words\n'),
        ]),
      ),
  },
  {
    group,
    name: 'armored, wrong checksum',
    right: ['ok'],
    differs: { gpgv: 'minds the checksum, which RFC 9580 §6.1 forbids' },
    make: () =>
      file((body) =>
        Buffer.from(
          armored(packet(2, body))
            .toString()
            .replace(/^=.{4}$/m, '=AAAA'),
        ),
      ),
  },
  {
    group,
    name: 'armored, foreign characters in the base64',
    right: ['TC3110'],
    make: () => file((body) => Buffer.from(armored(packet(2, body)).toString().replace(/\n\n./, '$&!'))),
  },
  {
    group,
    name: 'armored as a public key',
    right: ['TC3110'],
    differs: { gpgv: 'looks past the label', sq: 'looks past the label' },
    make: () => file((body) => armored(packet(2, body), 'PUBLIC KEY BLOCK')),
  },
  {
    group,
    name: 'two armor blocks, both good',
    right: ['ok', 'ok'],
    make: () => both((dana, kim) => Buffer.concat([armored(dana), armored(kim)])),
  },
  {
    group,
    name: 'two armor blocks, the second over another file',
    right: ['ok', 'TC3111'],
    differs: { gpgv: 'wants all of them good' },
    make: () => both((dana, kim) => Buffer.concat([armored(dana), armored(kim)]), Buffer.from('other')),
  },
  {
    group,
    name: 'two packets, both good',
    right: ['ok', 'ok'],
    make: () => both((dana, kim) => Buffer.concat([dana, kim])),
  },
  {
    group,
    name: 'two packets, the second over another file',
    right: ['ok', 'TC3111'],
    differs: { gpgv: 'wants all of them good', sq: 'wants none of them bad' },
    make: () => both((dana, kim) => Buffer.concat([dana, kim]), Buffer.from('other')),
  },
  {
    group,
    name: 'two packets, the second by a key that nobody imported',
    right: ['ok', 'TC3112'],
    differs: { gpgv: 'wants all of them good' },
    make: () => file((body) => Buffer.concat([packet(2, body), detached({ by: newKey() })])),
  },
  {
    group,
    name: 'two packets, the second of version 6',
    right: ['ok', 'TC3117'],
    differs: { gpgv: 'wants all of them good' },
    make: () =>
      file((body) =>
        Buffer.concat([packet(2, body), packet(2, Buffer.concat([Buffer.of(6), body.subarray(1)]))]),
      ),
  },
  {
    group,
    name: 'two packets, the second damaged',
    right: ['ok', 'TC3110'],
    differs: { gpgv: 'wants all of them good' },
    make: () => file((body) => Buffer.concat([packet(2, body), packet(2, body.subarray(0, 12))])),
  },
  {
    group,
    name: 'older packet format',
    right: ['ok'],
    make: () => file((body) => Buffer.concat([Buffer.of(0x88, body.length), body])),
  },
  {
    group,
    name: 'length in five octets',
    right: ['ok'],
    make: () => file((body) => Buffer.concat([Buffer.of(0xc2, 0xff, 0, 0, 0, body.length), body])),
  },
  {
    group,
    name: 'partial length',
    right: ['TC3110'],
    make: () =>
      file((body) =>
        Buffer.concat([
          Buffer.of(0xc2, 0xe6),
          body.subarray(0, 64),
          Buffer.of(body.length - 64),
          body.subarray(64),
        ]),
      ),
  },
  {
    group,
    name: 'length that is not said',
    right: ['TC3110'],
    make: () => file((body) => Buffer.concat([Buffer.of(0x8b), body])),
  },
  { group, name: 'cut off', right: ['TC3110'], make: () => file((body) => packet(2, body).subarray(0, -5)) },
  {
    group,
    name: 'bytes behind the numbers, inside the packet',
    right: ['TC3110'],
    differs: { gpgv: 'looks past what nobody signed', sq: 'looks past what nobody signed' },
    make: () => file((body) => packet(2, Buffer.concat([body, Buffer.from('more')]))),
  },
  {
    group,
    name: 'text behind the packet',
    right: ['TC3110'],
    make: () => file((body) => Buffer.concat([packet(2, body), Buffer.from('trailing')])),
  },
  {
    group,
    name: 'marker and padding packets around it',
    right: ['ok'],
    differs: { sq: 'does not know padding packets yet' },
    make: () =>
      file((body) =>
        Buffer.concat([packet(10, Buffer.from('PGP')), packet(2, body), packet(21, Buffer.alloc(9))]),
      ),
  },
  {
    group,
    name: 'private packet (60) beside it',
    right: ['ok'],
    differs: { sq: 'wants signature packets alone' },
    make: () => file((body) => Buffer.concat([packet(2, body), packet(60, Buffer.from('x'))])),
  },
  {
    group,
    name: 'unknown packet (39), critical, beside it',
    right: ['TC3110'],
    differs: { gpgv: 'looks past it' },
    make: () => file((body) => Buffer.concat([packet(2, body), packet(39, Buffer.from('x'))])),
  },
  {
    group,
    name: 'user id packet beside it',
    right: ['TC3110'],
    make: () => file((body) => Buffer.concat([packet(2, body), packet(13, Buffer.from('x'))])),
  },
  {
    group,
    name: 'the key itself beside it',
    right: ['TC3110'],
    make: () =>
      file((body, primary) => Buffer.concat([packet(2, body), certificate(primary, user(primary))])),
  },
  {
    group,
    name: 'signed message with content of its own',
    right: ['TC3110'],
    make: () =>
      file((body) => {
        const literal = Buffer.concat([Buffer.of(0x62, 0, 0, 0, 0, 0), BYTES])
        return Buffer.concat([packet(11, literal), packet(2, body)])
      }),
  },
  { group, name: 'version 3', right: ['TC3117'], make: () => withVersion(3) },
  { group, name: 'version 5', right: ['TC3117'], make: () => withVersion(5) },
  { group, name: 'version 6', right: ['TC3117'], make: () => withVersion(6) },
  { group, name: 'empty file', right: ['TC3110'], make: () => file(() => Buffer.alloc(0)) },
  {
    group,
    name: 'hashed part that runs over its end',
    right: ['TC3110'],
    make: () =>
      file((body) => {
        const longer = Buffer.from(body)
        longer[6] = 0x7f
        return packet(2, longer)
      }),
  },
  {
    group,
    name: 'subpacket of no length',
    right: ['TC3110'],
    make: () =>
      file((body, primary) => {
        const signature = signatureBody({ by: primary, over: BYTES, unhashed: [] })
        const empty = Buffer.concat([body.subarray(0, 4), Buffer.of(0, 1, 0)])
        return packet(2, Buffer.concat([empty, signature.subarray(body.length - signature.length)]))
      }),
  },
  {
    group,
    name: 'signatures nested in each other',
    right: ['TC3110'],
    differs: { gpgv: 'looks past what nobody signed', sq: 'looks past what nobody signed' },
    make: () =>
      file((body, primary) => {
        let nested = body
        for (let depth = 0; depth < 60; depth += 1) {
          nested = signatureBody({ by: primary, over: BYTES, unhashed: [part.embedded(nested)] })
        }
        return packet(2, nested)
      }),
  },
  {
    group,
    name: 'armored signature in a notation of a signature over another file',
    right: ['TC3111'],
    make: () =>
      file((body, primary) =>
        detached({
          by: primary,
          over: Buffer.from('other'),
          hashed: [part.created(NOW - DAY), part.issuerFingerprint(primary)],
          more: [part.notation('a@acme.example', armored(packet(2, body)).toString('latin1'))],
        }),
      ),
  },
]
