import test from 'ava'
import fc from 'fast-check'
import {
  decodeHex,
  decodePem,
  derBits,
  derBoolean,
  derCertificateTime,
  derTimestampTime,
  encodeDer,
  EncodingError,
  readDer,
} from '../../src/encoding/index.ts'

const read = (hex: string) => readDer(decodeHex(hex))
const text = (tag: number, value: string) => readDer(encodeDer(tag, Buffer.from(value)))
const refused = { instanceOf: EncodingError }

test('booleans are 00 or FF', (t) => {
  t.true(derBoolean(read('0101ff')))
  t.false(derBoolean(read('010100')))
  for (const bad of ['010101', '0100', '0102ffff', '0201ff']) t.throws(() => derBoolean(read(bad)), refused)
})

test('unused bits of a bit string are counted and zero', (t) => {
  t.deepEqual(derBits(read('03020780')), { bytes: new Uint8Array([0x80]), unused: 7 })
  t.deepEqual(derBits(read('030100')), { bytes: new Uint8Array(), unused: 0 })
  for (const bad of ['0300', '030107', '03020880', '03020781', '0302078f'])
    t.throws(() => derBits(read(bad)), refused)
})

test('times of certificates have seconds, a Z and a day that there is', (t) => {
  t.is(derCertificateTime(text(0x17, '491231235959Z')), Date.UTC(2049, 11, 31, 23, 59, 59))
  t.is(derCertificateTime(text(0x17, '500101000000Z')), Date.UTC(1950, 0, 1))
  t.is(derCertificateTime(text(0x18, '20500101000000Z')), Date.UTC(2050, 0, 1))
  for (const bad of [
    '2601010000Z',
    '260101000000+0000',
    '260230000000Z',
    '261301000000Z',
    '260101240000Z',
    '260101000060Z',
    '260101000000z',
  ]) {
    t.throws(() => derCertificateTime(text(0x17, bad)), refused, bad)
  }
  t.throws(() => derCertificateTime(text(0x18, '20500101000000.5Z')), refused)
  t.throws(() => derCertificateTime(text(0x16, '20500101000000Z')), refused)
})

test('times of time stamps may have a fraction in its shortest form', (t) => {
  const second = Date.UTC(2026, 0, 2, 3, 4, 5)
  t.is(derTimestampTime(text(0x18, '20260102030405Z')), second)
  t.is(derTimestampTime(text(0x18, '20260102030405.25Z')), second + 250)
  for (const bad of [
    '20260102030405.Z',
    '20260102030405.50Z',
    '20260102030405.0Z',
    '20260102030405,5Z',
    '202601020304Z',
    '00000102030405Z',
  ]) {
    t.throws(() => derTimestampTime(text(0x18, bad)), refused, bad)
  }
})

test('what is written is read again', (t) => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 400 }), { maxLength: 4 }), (parts) => {
      const whole = encodeDer(0x30, ...parts.map((part) => encodeDer(0x04, part)))
      t.deepEqual(
        readDer(whole).children.map(({ content }) => Buffer.from(content)),
        parts.map((part) => Buffer.from(part)),
      )
    }),
  )
  t.is(readDer(encodeDer(0x04, Buffer.alloc(70_000))).content.length, 70_000)
})

test('PEM is one block with nothing before it', (t) => {
  const block = '-----BEGIN CERTIFICATE-----\nAAEC\nAwQF\n-----END CERTIFICATE-----\n'
  t.deepEqual(decodePem(block), { label: 'CERTIFICATE', bytes: new Uint8Array([0, 1, 2, 3, 4, 5]) })
  t.deepEqual(decodePem(block.replaceAll('\n', '\r\n')).label, 'CERTIFICATE')
  for (const bad of [
    '',
    `x${block}`,
    `${block}${block}`,
    block.replace('END CERT', 'END DERT'),
    block.replace('AAEC', 'AAE=C'),
    block.replace('\nAwQF', ' AwQF'),
    `${block}x`,
  ]) {
    t.throws(() => decodePem(bad), refused)
  }
})

test('no bytes make a reader throw anything else', (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      for (const look of [derBoolean, derBits, derCertificateTime, derTimestampTime]) {
        try {
          look(readDer(bytes))
        } catch (error) {
          t.true(error instanceof EncodingError)
        }
      }
    }),
    { numRuns: 2000 },
  )
  t.pass()
})
