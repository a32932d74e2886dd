import { createHash } from 'node:crypto'
import test from 'ava'
import { ARCHIVE_LIMITS, MAX_ATTACHED_BYTES, readAttached } from '../../src/artifact/index.ts'
import { sha256Of } from '../../src/encoding/index.ts'
import { archiveFile } from './archive-file.ts'
import { buildZip, type ZipEntry } from './zip-builder.ts'

const INFO = 'foo-1.0.dist-info'
const line = (name: string, content: string): string =>
  `${name},sha256=${createHash('sha256').update(content).digest('base64url')},${content.length}\n`
const METADATA = 'Name: foo\nVersion: 1.0\n'
const RECORD = `${line('foo.py', 'x = 1\n')}${line(`${INFO}/METADATA`, METADATA)}${INFO}/RECORD,,\n`
const FILES: readonly ZipEntry[] = [
  { name: 'foo.py', content: 'x = 1\n' },
  { name: `${INFO}/METADATA`, content: METADATA },
  { name: `${INFO}/RECORD`, content: RECORD },
]
const SIGNATURE: ZipEntry = { name: `${INFO}/RECORD.p7s`, content: 'signature' }

const sha = (algorithm: string, text: string): string => createHash(algorithm).update(text).digest('hex')

test('the signature, digests of RECORD and of the file, and no gap', async (t) => {
  const bytes = buildZip([...FILES, SIGNATURE])
  const found = await readAttached(await archiveFile(t, bytes))
  t.like(found, {
    sha256: sha256Of(bytes),
    record: { sha256: sha('sha256', RECORD), sha384: sha('sha384', RECORD), sha512: sha('sha512', RECORD) },
    gap: null,
    signatures: [{ form: 'cms', name: `${INFO}/RECORD.p7s` }],
  })
  t.is(Buffer.from(found?.signatures[0]?.bytes ?? []).toString(), 'signature')
})

test('stored members, empty ones, descriptors and folders are read alike', async (t) => {
  const record = `${line('empty', '')}${line('pkg/also', '')}${RECORD}`
  const files: readonly ZipEntry[] = [
    { name: 'empty', content: '', stored: true },
    { name: 'pkg/', content: '', stored: true },
    { name: 'pkg/also', content: '', descriptor: 16 },
    { name: 'foo.py', content: 'x = 1\n', stored: true },
    { name: `${INFO}/METADATA`, content: METADATA, descriptor: 12 },
    { name: `${INFO}/RECORD`, content: record },
    SIGNATURE,
  ]
  t.is((await readAttached(await archiveFile(t, buildZip(files))))?.gap, null)
})

test('without a signature inside, or where the archive is broken, there is none', async (t) => {
  t.is(await readAttached(await archiveFile(t, buildZip(FILES))), null)
  t.is(await readAttached(await archiveFile(t, Buffer.from('no zip'))), null)
  const lying: ZipEntry = { name: 'foo.py', content: 'x = 1\n', central: { crc: 1 }, local: { crc: 1 } }
  t.is(await readAttached(await archiveFile(t, buildZip([lying, ...FILES.slice(1), SIGNATURE]))), null)
  const short: ZipEntry = { name: 'foo.py', content: 'x = 1\n', central: { bytes: 3 }, local: { bytes: 3 } }
  t.is(await readAttached(await archiveFile(t, buildZip([short, ...FILES.slice(1), SIGNATURE]))), null)
  const undeflated: ZipEntry = {
    name: 'foo.py',
    content: 'x = 1\n',
    stored: true,
    central: { method: 8 },
    local: { method: 8 },
  }
  t.is(await readAttached(await archiveFile(t, buildZip([undeflated, ...FILES.slice(1), SIGNATURE]))), null)
  const packed: ZipEntry = {
    name: 'foo.py',
    content: 'x = 1\n',
    central: { method: 12 },
    local: { method: 12 },
  }
  t.is(await readAttached(await archiveFile(t, buildZip([packed, ...FILES.slice(1), SIGNATURE]))), null)
})

test('what is unpacked is bounded, and so is a signature', async (t) => {
  const path = await archiveFile(t, buildZip([...FILES, SIGNATURE]))
  const total = 'x = 1\n'.length + METADATA.length + RECORD.length + 'signature'.length
  t.is((await readAttached(path, { ...ARCHIVE_LIMITS, maxUnpackedBytes: total }))?.gap, null)
  t.truthy((await readAttached(path, { ...ARCHIVE_LIMITS, maxUnpackedBytes: total - 1 }))?.gap)
  const sized = async (bytes: number): Promise<number | undefined> => {
    const signature = { name: `${INFO}/RECORD.jws`, content: Buffer.alloc(bytes, 'x') }
    return (await readAttached(await archiveFile(t, buildZip([...FILES, signature]))))?.signatures[0]?.bytes
      .byteLength
  }
  t.is(await sized(MAX_ATTACHED_BYTES), MAX_ATTACHED_BYTES)
  t.is(await sized(MAX_ATTACHED_BYTES + 1), 0)
})
