import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { explainDifference, type Comparison } from '../../../src/publish/difference/index.ts'
import { buildTar, type TarEntry } from '../../artifact/tar-builder.ts'
import { buildZip, type ZipEntry } from '../../artifact/zip-builder.ts'

export const INFO = 'foo-1.0.dist-info'
const WHEEL_NAME = 'foo-1.0-py3-none-any.whl'

type Contents = Readonly<Record<string, string | Buffer>>

const BASE: Contents = {
  'foo/__init__.py': 'print(1)\n'.repeat(50),
  'foo/data.txt': 'one\ntwo\n',
  [`${INFO}/METADATA`]: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n\nwords\n',
  [`${INFO}/WHEEL`]:
    'Wheel-Version: 1.0\nGenerator: bdist_wheel (0.40.0)\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
}

/** Entries of a wheel with a true RECORD. */
export function wheelEntries(changes: Contents = {}): readonly ZipEntry[] {
  const all = Object.entries({ ...BASE, ...changes })
  const lines = all.map(([name, content]) => {
    const digest = createHash('sha256').update(content).digest('base64url')
    return `${name},sha256=${digest},${Buffer.byteLength(content)}`
  })
  const record = [...lines, `${INFO}/RECORD,,`, ''].join('\n')
  return [...all.map(([name, content]) => ({ name, content })), { name: `${INFO}/RECORD`, content: record }]
}

export function wheel(changes: Contents = {}): Buffer {
  return buildZip(wheelEntries(changes))
}

/** A wheel whose directory has other bytes for every member, at an offset of its header (APPNOTE 4.3.12). */
export function poked(bytes: Buffer, offset: number, value: number, width: 1 | 2 | 4): Buffer {
  const copy = Buffer.from(bytes)
  const signature = Buffer.from('PK\x01\x02', 'latin1')
  for (let at = copy.indexOf(signature); at >= 0; at = copy.indexOf(signature, at + 4))
    copy.writeUIntLE(value, at + offset, width)
  return copy
}

export function sdist(entries: readonly TarEntry[], level = 9): Buffer {
  return gzipSync(buildTar(entries), { level })
}

export async function compareWheels(
  a: Buffer,
  b: Buffer,
  names: readonly string[] = [],
): Promise<Comparison> {
  const [first = WHEEL_NAME, second = WHEEL_NAME] = names
  return await explainDifference({ filename: first, bytes: a }, { filename: second, bytes: b })
}

export async function compareSdists(a: Buffer, b: Buffer): Promise<Comparison> {
  const filename = 'foo-1.0.tar.gz'
  return await explainDifference({ filename, bytes: a }, { filename, bytes: b })
}

/** The grade and the kinds, in their order. */
export function told({ grade, differences }: Comparison): string {
  return [grade, ...differences.map(({ kind }) => kind)].join(' ')
}
