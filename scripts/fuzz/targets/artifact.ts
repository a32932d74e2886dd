import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { ARCHIVE_LIMITS, identifyFile } from '../../../src/artifact/index.ts'
import { makeSdist, makeWheel, writeTar } from '../../../test/world/index/index.ts'
import { buildZip } from '../../../test/artifact/zip-builder.ts'
import type { Example, Target } from '../target.ts'

const NOTHING_IS_THROWN: Target['errors'] = []
/** A compressed tar is unpacked whole: the bound keeps one execution short, and is met often. */
const limits = {
  ...ARCHIVE_LIMITS,
  maxUnpackedBytes: 4 * 1024 * 1024,
  maxMembers: 500,
  maxMetadataBytes: 64 * 1024,
}

const folder = mkdtempSync(join(tmpdir(), 'pip-trust-fuzz-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))

const archive =
  (filename: string, wrap: (input: Uint8Array) => Uint8Array = (input) => input): Target['run'] =>
  async (input) => {
    const path = join(folder, filename)
    writeFileSync(path, wrap(input))
    await identifyFile({ path, filename, limits })
  }

const BLOCK = 512
const CHECKSUM_AT = 148

/** The same tar with a right checksum in every header, so that changes get past it. */
function withChecksums(input: Uint8Array): Uint8Array {
  const tar = Buffer.from(input)
  for (let at = 0; at + BLOCK <= tar.length;) {
    const header = tar.subarray(at, at + BLOCK)
    if (header.every((byte) => byte === 0)) break
    header.fill(' ', CHECKSUM_AT, CHECKSUM_AT + 8)
    const sum = header.reduce((total, byte) => total + byte, 0)
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, CHECKSUM_AT, 'latin1')
    const size = Number.parseInt(header.toString('latin1', 124, 136), 8)
    at += BLOCK + Math.ceil((size > 0 ? size : 0) / BLOCK) * BLOCK
  }
  return tar
}

const PKG_INFO = 'Metadata-Version: 2.1\nName: flask\nVersion: 1.0\n'
const release = { project: 'flask', version: '1.0' }

const pax = (text: string): Buffer => Buffer.from(`${text.length + 3} ${text}\n`)

const tarExamples = (): readonly Example[] => {
  const plain = writeTar([{ name: 'flask-1.0/PKG-INFO', bytes: Buffer.from(PKG_INFO) }])
  const extended = Buffer.from(
    writeTar([
      { name: 'x', bytes: pax('path=flask-1.0/PKG-INFO') },
      { name: 'flask-1.0/PKG-INFO', bytes: Buffer.from(PKG_INFO) },
    ]),
  )
  extended[156] = 'x'.charCodeAt(0)
  const long = Buffer.from(extended)
  long[156] = 'L'.charCodeAt(0)
  return [plain, extended, long]
}

const zipExamples = (): readonly Example[] => [
  makeWheel(release).bytes,
  buildZip([{ name: 'flask-1.0/PKG-INFO', content: PKG_INFO, stored: true }], { zip64: true }),
  buildZip([{ name: 'flask-1.0.dist-info/METADATA', content: PKG_INFO, descriptor: 16 }], {
    comment: Buffer.from('PK'),
  }),
]

export const artifactTargets: readonly Target[] = [
  {
    name: 'zip',
    errors: NOTHING_IS_THROWN,
    tokens: [
      'PK\u0003\u0004',
      'PK\u0001\u0002',
      'PK\u0005\u0006',
      'PK\u0006\u0006',
      'PK\u0006\u0007',
      '../',
      '/',
      '\\',
      '\0',
    ],
    seeds: zipExamples,
    run: archive('flask-1.0-py3-none-any.whl'),
  },
  {
    name: 'tar',
    errors: NOTHING_IS_THROWN,
    tokens: [
      'ustar\0',
      'ustar  \0',
      'path=',
      'size=',
      'linkpath=',
      'GNU.sparse.major=',
      '../',
      '0000644\0',
      '\x80\0\0\0',
    ],
    seeds: tarExamples,
    run: archive('flask-1.0.tar', withChecksums),
  },
  {
    name: 'tar-gz',
    errors: NOTHING_IS_THROWN,
    seeds: () => [makeSdist(release).bytes, ...tarExamples().map((tar) => gzipSync(tar))],
    run: archive('flask-1.0.tar.gz'),
  },
]
