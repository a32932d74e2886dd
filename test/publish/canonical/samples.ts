import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { buildTar, type TarEntry } from '../../artifact/tar-builder.ts'
import { buildZip, type ZipEntry } from '../../artifact/zip-builder.ts'
import { vectorsFolder } from '../../conformance/vectors.ts'

export const EPOCH = 1_700_000_001
export const INFO = 'foo-1.0.dist-info'

/** A wheel's members with a true RECORD; `extra` are in it too. */
export function wheelEntries(extra: readonly ZipEntry[] = []): readonly ZipEntry[] {
  const entries: readonly ZipEntry[] = [
    { name: 'foo/__init__.py', content: 'print(1)\n'.repeat(500) },
    { name: 'foo/empty.py', content: '' },
    ...extra,
    { name: `${INFO}/METADATA`, content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n' },
    { name: `${INFO}/WHEEL`, content: 'Wheel-Version: 1.0\n' },
  ]
  const lines = entries
    .filter(({ name }) => !String(name).endsWith('/'))
    .map(({ name, content = '' }) => {
      const digest = createHash('sha256').update(content).digest('base64url')
      return `${quoted(String(name))},sha256=${digest},${Buffer.byteLength(content)}`
    })
  return [...entries, { name: `${INFO}/RECORD`, content: [...lines, `${INFO}/RECORD,,`, ''].join('\r\n') }]
}

export function sampleWheel(extra: readonly ZipEntry[] = []): Buffer {
  return buildZip(wheelEntries(extra))
}

export const SDIST_ENTRIES: readonly TarEntry[] = [
  { name: 'foo-1.0/', type: '5' },
  { name: 'foo-1.0/PKG-INFO', content: 'Metadata-Version: 2.1\nName: foo\nVersion: 1.0\n' },
  { name: 'foo-1.0/foo/__init__.py', content: 'print(1)\n'.repeat(500) },
  { name: 'foo-1.0/setup.py', content: '#!/usr/bin/env python\n', modeField: '0100770\0' },
  { name: 'foo-1.0/empty', content: '' },
]

export function sampleSdist(entries: readonly TarEntry[] = SDIST_ENTRIES): Buffer {
  return gzipSync(buildTar(entries))
}

/** What others published, where it is at hand. */
export function published(suffix: string): readonly Buffer[] {
  const folder = vectorsFolder('pep740')
  if (folder === null) return []
  const names = readdirSync(folder).filter((name) => name.endsWith(suffix))
  return names.map((name) => readFileSync(join(folder, name)))
}

/** What CPython's own zipfile, tarfile and zlib make of it. */
export function secondWriter(kind: 'wheel' | 'sdist', bytes: Uint8Array, epochSeconds: number): Buffer {
  const program = join(import.meta.dirname, 'second_writer.py')
  const { stdout, stderr, status } = spawnSync('python3', ['-I', program, kind, String(epochSeconds)], {
    input: bytes,
    maxBuffer: 256 * 1024 ** 2,
  })
  if (status !== 0) throw new Error(stderr.toString())
  return stdout
}

function quoted(name: string): string {
  return /[",]/.test(name) ? `"${name.replaceAll('"', '""')}"` : name
}
