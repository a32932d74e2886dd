import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../../encoding/index.ts'
import type { Built } from './build-project.ts'
import { provenanceOf } from './statement.ts'

/** The files that a build left, by their names. */
export interface Placed {
  readonly outputs: readonly string[]
  /** `NAME-VERSION.buildinfo.json`, and the same as `NAME-VERSION.slsa.json`. */
  readonly record: string
  readonly provenance: string
}

/** The records of a build as files: its own form, and SLSA provenance. */
export interface RecordFiles {
  readonly record: readonly [name: string, bytes: Buffer]
  readonly provenance: readonly [name: string, bytes: Buffer]
}

/** Writes the records of a build. */
export function recordFiles({ files, record }: Pick<Built, 'files' | 'record'>): RecordFiles {
  const stem = stemOf(files[0]?.filename ?? '')
  const names = { record: `${stem}.buildinfo.json`, provenance: `${stem}.slsa.json` }
  const text = Buffer.from(`${JSON.stringify(record, null, 2)}\n`)
  const provenance = provenanceOf(record, names.record, sha256Of(text))
  return {
    record: [names.record, text],
    provenance: [names.provenance, Buffer.from(`${JSON.stringify(provenance, null, 2)}\n`)],
  }
}

/**
 * Writes a build’s files and its records into the folder: aside first, then all moved into their places. A folder that wasn’t there
 * before is gone again where that fails.
 */
export async function placeBuild({ files, record: built }: Built, folder: string): Promise<Placed> {
  const { record, provenance } = recordFiles({ files, record: built })
  const all: readonly (readonly [string, Uint8Array])[] = [
    ...files.map(({ filename, bytes }) => [filename, bytes] as const),
    record,
    provenance,
  ]
  const made = await mkdir(folder, { recursive: true })
  const aside = join(folder, `.${randomUUID()}`)
  try {
    await mkdir(aside)
    for (const [name, bytes] of all) await writeFile(join(aside, name), bytes, { mode: 0o644, flush: true })
    for (const [name] of all) await rename(join(aside, name), join(folder, name))
  } catch (error) {
    if (made !== undefined) await rm(made, { recursive: true, force: true })
    throw error
  } finally {
    await rm(aside, { recursive: true, force: true })
  }
  return { outputs: files.map(({ filename }) => filename), record: record[0], provenance: provenance[0] }
}

/** `acme_pay-1.0` of an sdist or a wheel. */
function stemOf(filename: string): string {
  return filename.endsWith('.tar.gz')
    ? filename.slice(0, -'.tar.gz'.length)
    : filename.split('-').slice(0, 2).join('-')
}
