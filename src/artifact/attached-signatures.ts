import { createHash } from 'node:crypto'
import type { FileHandle } from 'node:fs/promises'
import { parseSha256, type Sha256 } from '../encoding/index.ts'
import { openRegularFile } from '../files/index.ts'
import { readRecordLines, type RecordLine } from '../python/index.ts'
import { ArchiveError, quoted } from './archive-error.ts'
import { ARCHIVE_LIMITS, type ArchiveLimits } from './archive-limits.ts'
import { WindowReader } from './window-reader.ts'
import { readZipContent } from './zip-content.ts'
import { zipDigest } from './zip-digest.ts'
import { readZipDirectory } from './zip-directory.ts'
import { readZipEnd } from './zip-end.ts'
import { readZipMembers, type ZipPlace } from './zip-members.ts'

/** The forms of signatures that a wheel has a place for (PEP 427): over RECORD, which names every other file by digest. */
export type AttachedForm = 'cms' | 'jws'

/** Why a signature over RECORD says nothing about the wheel. */
export interface RecordGap {
  readonly expected: string
  readonly found: string
}

/** What a wheel has of signatures inside, and whether what they sign stands for all of it. */
export interface AttachedSignatures {
  /** Of the whole file, by the same reading. */
  readonly sha256: Sha256
  /** Of RECORD's bytes, hex. */
  readonly record: { readonly sha256: string; readonly sha384: string; readonly sha512: string }
  /** Null where every file of the wheel is in RECORD with the digest that it has. */
  readonly gap: RecordGap | null
  readonly signatures: readonly {
    readonly form: AttachedForm
    readonly name: string
    readonly bytes: Uint8Array
  }[]
}

/** Real ones have 0.3 to 15 kB; a question to the daemon carries both. */
export const MAX_ATTACHED_BYTES = 32 * 1024

const SIGNED = /^[^/]+\.dist-info\/RECORD\.(?:p7s|jws)$/
const RECORD = /^[^/]+\.dist-info\/RECORD$/
const METADATA = /^[^/]+\.dist-info\/METADATA$/
const STRONG: ReadonlySet<string> = new Set(['sha256', 'sha384', 'sha512'])
const NO_DIGESTS = { sha256: '', sha384: '', sha512: '' }

/**
 * The signatures inside a wheel, with what `inspectArchive` would find in order; null where there are none, which costs
 * one look at the directory, or where the archive can't be read. With them, every file is unpacked and held against
 * RECORD: a file that RECORD doesn't name, or by a weak digest, is signed by nobody.
 */
export async function readAttached(
  path: string,
  limits: ArchiveLimits = ARCHIVE_LIMITS,
): Promise<AttachedSignatures | null> {
  const file = await openRegularFile(path)
  try {
    const reader = new WindowReader(file, (await file.stat()).size)
    const end = await readZipEnd(reader)
    const members = await readZipDirectory(reader, end, limits)
    if (!members.some(({ name }) => SIGNED.test(name))) return null
    const places = await readZipMembers(reader, members, end.offset)
    const signed = await readSigned(file, reader, places, limits)
    // Last: whoever changes the file meanwhile changes this.
    const sha256 = await fileDigest(file)
    return sha256 === null ? null : { sha256, ...signed }
  } catch (error) {
    if (error instanceof ArchiveError) return null
    throw error
  } finally {
    await file.close()
  }
}

async function readSigned(
  file: FileHandle,
  reader: WindowReader,
  places: readonly ZipPlace[],
  limits: ArchiveLimits,
): Promise<Omit<AttachedSignatures, 'sha256'>> {
  const signatures: AttachedSignatures['signatures'][number][] = []
  for (const place of places.filter(({ member }) => SIGNED.test(member.name))) {
    const { name, bytes } = place.member
    const form = name.endsWith('.jws') ? 'jws' : 'cms'
    // An empty one can't be read as a signature, and is said to be none.
    const isBounded = bytes <= MAX_ATTACHED_BYTES
    signatures.push({
      form,
      name,
      bytes: isBounded ? await readZipContent(reader, place, limits) : new Uint8Array(0),
    })
  }
  const [place, second] = places.filter(({ member }) => RECORD.test(member.name))
  if (place === undefined || second !== undefined) {
    return {
      record: NO_DIGESTS,
      signatures,
      gap: { expected: 'one RECORD', found: place === undefined ? 'none' : 'several' },
    }
  }
  const record = await readZipContent(reader, place, limits)
  const gap = misplaced(place.member.name, places, signatures) ?? (await gapOf(file, record, places, limits))
  return { record: digestsOf(record), signatures, gap }
}

/** RECORD, its signatures and METADATA lie in one folder, or somebody else's RECORD is signed. */
function misplaced(
  recordName: string,
  places: readonly ZipPlace[],
  signatures: AttachedSignatures['signatures'],
): RecordGap | null {
  const folder = recordName.slice(0, -'RECORD'.length)
  const metadata = places.filter(({ member }) => METADATA.test(member.name)).map(({ member }) => member.name)
  const stray = [...metadata, ...signatures.map(({ name }) => name)].find((name) => !name.startsWith(folder))
  return stray === undefined
    ? null
    : { expected: `signatures and metadata beside ${quoted(recordName)}`, found: quoted(stray) }
}

async function gapOf(
  file: FileHandle,
  record: Uint8Array,
  places: readonly ZipPlace[],
  limits: ArchiveLimits,
): Promise<RecordGap | null> {
  const lines = readRecordLines(Buffer.from(record).toString('utf8'))
  if (lines === null) return { expected: 'a RECORD that can be read', found: 'another text' }
  const total = places.reduce((sum, { member }) => sum + member.bytes, 0)
  if (total > limits.maxUnpackedBytes)
    return {
      expected: `a signed wheel of at most ${limits.maxUnpackedBytes} bytes unpacked`,
      found: String(total),
    }
  const byPath = new Map(lines.map((line) => [line.path, line]))
  for (const place of places) {
    const gap = await memberGap(file, place, byPath.get(place.member.name) ?? null)
    if (gap !== null) return gap
  }
  return null
}

async function memberGap(
  file: FileHandle,
  place: ZipPlace,
  line: RecordLine | null,
): Promise<RecordGap | null> {
  const { name, bytes } = place.member
  if (RECORD.test(name) || SIGNED.test(name) || (name.endsWith('/') && bytes === 0)) return null
  const digest = line?.digest ?? null
  if (digest === null)
    return { expected: 'every file of the wheel in RECORD, by digest', found: `none for ${quoted(name)}` }
  if (!STRONG.has(digest.algorithm))
    return { expected: 'SHA-2 digests in RECORD', found: `${digest.algorithm} for ${quoted(name)}` }
  const hex = await zipDigest(file, place, digest.algorithm)
  return hex === digest.hex ? null : { expected: `${quoted(name)} as RECORD has it`, found: 'other bytes' }
}

function digestsOf(bytes: Uint8Array): AttachedSignatures['record'] {
  const hex = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex')
  return { sha256: hex('sha256'), sha384: hex('sha384'), sha512: hex('sha512') }
}

async function fileDigest(file: FileHandle): Promise<Sha256 | null> {
  const hash = createHash('sha256')
  const chunks: AsyncIterable<Buffer> = file.createReadStream({ start: 0, autoClose: false })
  for await (const chunk of chunks) hash.update(chunk)
  return parseSha256(hash.digest('hex'))
}
