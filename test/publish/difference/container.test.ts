import test from 'ava'
import { MENDS } from '../../../src/publish/difference/mends.ts'
import { buildZip } from '../../artifact/zip-builder.ts'
import { paxRecord, type TarEntry } from '../../artifact/tar-builder.ts'
import { compareSdists, compareWheels, INFO, poked, sdist, told, wheel, wheelEntries } from './artifacts.ts'

test('the same bytes are identical', async (t) => {
  t.deepEqual(await compareWheels(wheel(), wheel()), { grade: 'identical', differences: [] })
})

const POKES = [
  ['made-by', 5, 3, 1],
  ['times', 12, 0x58215a7e, 4],
  ['modes', 40, 0o100664, 2],
  ['container-bytes', 36, 1, 2],
] as const

for (const [kind, offset, value, width] of POKES) {
  test(`${kind} that differ are only a matter of the container`, async (t) => {
    const found = await compareWheels(wheel(), poked(wheel(), offset, value, width))
    t.is(told(found), `container ${kind}`)
    t.is(found.differences[0]?.count, wheelEntries().length)
  })
}

test('what differs is told of both sides', async (t) => {
  const found = await compareWheels(poked(wheel(), 12, 0x50420000, 4), poked(wheel(), 12, 0x58215a7e, 4))
  t.is(found.differences[0]?.members[0]?.detail, '2020-02-02 00:00:00 / 2024-01-01 11:19:60')
})

test('order, compression, comment, extra fields and folders belong to the container', async (t) => {
  const entries = wheelEntries()
  const compare = async (other: Buffer): Promise<string> => told(await compareWheels(wheel(), other))
  t.is(await compare(buildZip(entries.toReversed())), 'container order')
  t.is(await compare(buildZip(entries.map((each) => ({ ...each, stored: true })))), 'container compression')
  t.is(await compare(buildZip(entries, { comment: Buffer.from('hello') })), 'container comment')
  const extra = Buffer.from([0x55, 0x54, 1, 0, 0])
  t.is(
    await compare(buildZip(entries.map((each) => ({ ...each, central: { extra } })))),
    'container extra-fields',
  )
  t.is(await compare(buildZip([{ name: 'foo/', stored: true }, ...entries])), 'container folders')
})

test('bytes that no reader is shown are not passed over', async (t) => {
  const described = wheelEntries().map((each) => ({ ...each, descriptor: 16 }))
  t.is(told(await compareWheels(wheel(), buildZip(described))), 'container container-bytes')
})

test('RECORD’s order is the container’s, what it says of the same files is not', async (t) => {
  const entries = wheelEntries()
  const record = String(entries.at(-1)?.content)
  const withRecord = (content: string): Buffer =>
    buildZip([...entries.slice(0, -1), { name: `${INFO}/RECORD`, content }])
  const reversed = `${record.trim().split('\n').toReversed().join('\n')}\n`
  t.regex(told(await compareWheels(wheel(), withRecord(reversed))), /^container record-form/)
  t.regex(
    told(await compareWheels(wheel(), withRecord(record.replaceAll('\n', '\r\n')))),
    /^container record-form/,
  )
  t.regex(
    told(await compareWheels(wheel(), withRecord(record.replace('sha256=', 'sha256=A')))),
    /^different record/,
  )
  t.regex(told(await compareWheels(wheel(), withRecord(`${record}evil.py,,\n`))), /^different record/)
})

const FILES: readonly TarEntry[] = [
  { name: 'foo-1.0/PKG-INFO', content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n' },
  { name: 'foo-1.0/foo.py', content: 'print(1)\n'.repeat(300) },
]

test('source distributions: modes, order, folders, packing and the gzip header', async (t) => {
  const plain = sdist(FILES)
  const compare = async (other: Buffer): Promise<string> => told(await compareSdists(plain, other))
  t.is(await compare(sdist(FILES.map((each) => ({ ...each, modeField: '0000664\0' })))), 'container modes')
  t.is(await compare(sdist(FILES.toReversed())), 'container order')
  t.is(await compare(sdist([{ name: 'foo-1.0/', type: '5' }, ...FILES])), 'container folders')
  t.is(await compare(sdist(FILES, 0)), 'container gzip-header')
  const dated = Buffer.from(plain)
  dated.writeUInt32LE(1_700_000_000, 4)
  t.is(await compare(dated), 'container gzip-header')
  const pax = paxRecord('mtime', '1700000000.5')
  t.is(await compare(sdist([{ name: 'x', type: 'x', content: pax }, ...FILES])), 'container times tar-form')
})

test('a link that leads elsewhere, and a file that became one, are other contents', async (t) => {
  const link = (type: string): Buffer => sdist([...FILES, { name: 'foo-1.0/extra', type }])
  t.is(told(await compareSdists(link('2'), link('1'))), 'different bytes')
  t.is(told(await compareSdists(link('0'), link('2'))), 'different bytes')
})

test('a name that comes twice is refused', async (t) => {
  const twice = sdist([...FILES, { name: 'foo-1.0/foo.py', content: 'evil' }])
  await t.throwsAsync(compareSdists(sdist(FILES), twice), { code: 'form' })
})

test('what is damaged, or of two kinds, is not compared', async (t) => {
  await t.throwsAsync(compareWheels(wheel(), wheel().subarray(0, 500)), { code: 'form' })
  await t.throwsAsync(compareWheels(wheel(), sdist(FILES), ['foo-1.0-py3-none-any.whl', 'foo-1.0.tar.gz']), {
    code: 'kinds',
  })
})

test('every kind has words and a mend', (t) => {
  for (const [kind, { says, mend }] of Object.entries(MENDS)) t.true(says !== '' && mend !== '', kind)
})
