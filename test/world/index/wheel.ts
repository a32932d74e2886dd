import { createHash } from 'node:crypto'
import { coreMetadata, fileStem, type Distribution, type Subject } from './distribution.ts'
import { writeZip, type ArchiveEntry } from './zip-writer.ts'

/** A wheel to make: pure Python unless `tag` says another. */
export interface WheelSpec extends Subject {
  readonly tag?: string
  /** Files of the wheel by path; one module named as the project when absent. */
  readonly files?: Readonly<Record<string, string>>
}

function recordLine({ name, bytes }: ArchiveEntry): string {
  const digest = createHash('sha256').update(bytes).digest('base64url')
  return `${name},sha256=${digest},${bytes.length}`
}

/** Makes a wheel that pip installs (PEP 427, with RECORD and WHEEL). */
export function makeWheel(spec: WheelSpec): Distribution {
  const stem = fileStem(spec.project)
  const tag = spec.tag ?? 'py3-none-any'
  const info = `${stem}-${spec.version}.dist-info`
  const files = spec.files ?? { [`${stem}.py`]: `VERSION = '${spec.version}'\n` }
  const metadata = coreMetadata(spec)
  const wheelFile = `Wheel-Version: 1.0\nGenerator: world 1\nRoot-Is-Purelib: true\nTag: ${tag}\n`
  const entries: readonly ArchiveEntry[] = [
    ...Object.entries(files).map(([name, text]) => ({ name, bytes: Buffer.from(text) })),
    { name: `${info}/METADATA`, bytes: metadata },
    { name: `${info}/WHEEL`, bytes: Buffer.from(wheelFile) },
  ]
  const record = `${[...entries.map(recordLine), `${info}/RECORD,,`].join('\n')}\n`
  const bytes = writeZip([...entries, { name: `${info}/RECORD`, bytes: Buffer.from(record) }])
  return { filename: `${stem}-${spec.version}-${tag}.whl`, bytes, metadata }
}
