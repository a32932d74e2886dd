import fc from 'fast-check'
import test from 'ava'
import { elfSections } from '../../../src/publish/difference/content/elf-sections.ts'
import { printableStrings } from '../../../src/publish/difference/content/printable-strings.ts'
import { COMPARISON_LIMITS, readZipForm } from '../../../src/publish/difference/index.ts'
import { buildZip } from '../../artifact/zip-builder.ts'
import { compareWheels, told, wheel, wheelEntries } from './artifacts.ts'

const MIB = 1024 ** 2

test('a file over the limit is not compared', async (t) => {
  const large = Buffer.alloc(COMPARISON_LIMITS.maxFileBytes + 1)
  await t.throwsAsync(compareWheels(wheel(), large), { code: 'too-large' })
})

test('contents beyond the limit are compared, and not looked into', async (t) => {
  const packed = (bytes: Buffer): Buffer =>
    buildZip([...wheelEntries(), { name: 'foo/big.bin', content: bytes, stored: true }])
  const [first, second] = [Buffer.alloc(17 * MIB), Buffer.alloc(17 * MIB, 1)]
  const found = await compareWheels(packed(first), packed(second))
  t.is(told(found), 'different bytes')
  t.regex(found.differences[0]?.members[0]?.detail ?? '', /not looked into/)
})

test('no more strings are taken than asked for, and none is longer than it may be', (t) => {
  const bytes = Buffer.from('printable\0'.repeat(10))
  t.is(printableStrings(bytes, 3).length, 3)
  t.is(printableStrings(bytes, 100).length, 10)
  t.is(printableStrings(Buffer.alloc(5000, 'a'), 1)[0]?.length, 1024)
  t.deepEqual(printableStrings(Buffer.from('short'), 10), [])
})

test('whatever stands in an ELF header, reading ends', (t) => {
  const head = Buffer.from('7f454c460201', 'hex')
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 58, maxLength: 2000 }), (rest) => {
      const found = elfSections(Buffer.concat([head, rest]))
      return found === null || found.length <= 4096
    }),
  )
  t.is(elfSections(Buffer.from('not an ELF file')), null)
})

test('a zip64 is not looked into, and never passes for the same', (t) => {
  t.is(readZipForm(buildZip(wheelEntries(), { zip64: true })), null)
})
