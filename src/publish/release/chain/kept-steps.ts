import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sha256Of } from '../../../encoding/index.ts'
import {
  ensurePrivateFolder,
  FilesError,
  readFileBounded,
  writeFileAtomically,
} from '../../../files/index.ts'
import {
  areSame,
  MAX_STEP_RECORD_BYTES,
  parseStepRecord,
  stepRecordText,
  STEPS,
  type StepName,
  type StepRecord,
} from './step-record.ts'

/** A file of a release. */
export interface ReleaseFile {
  /** Without folders. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** A step that was done: its record, and the files that it made. */
export interface DoneStep {
  readonly record: StepRecord
  readonly files: readonly ReleaseFile[]
}

/** Of one file: what a package index takes at most. */
const MAX_FILE_BYTES = 1024 ** 3

/** What was done of a release, in a folder of its own (0700): `1-build/`, `1-build.json` and so on. */
export interface KeptSteps {
  /** Null where there is none, or its files are not those that its record names. */
  readonly read: (step: StepName) => Promise<DoneStep | null>
  /** The files first, and the record when they are on the disk. */
  readonly write: (step: DoneStep) => Promise<void>
}

export function keptSteps(folder: string): KeptSteps {
  const placeOf = (step: StepName): string => join(folder, `${STEPS.indexOf(step) + 1}-${step}`)
  return {
    read: async (step) => {
      const bytes = await readOrNull(`${placeOf(step)}.json`, MAX_STEP_RECORD_BYTES)
      const record = bytes === null ? null : parseStepRecord(bytes)
      if (record === null || record.step !== step) return null
      const files = await filesIn(placeOf(step), record)
      return files === null ? null : { record, files }
    },
    write: async ({ record, files }) => {
      const place = placeOf(record.step)
      await ensurePrivateFolder(folder)
      await rm(`${place}.json`, { force: true })
      await rm(place, { recursive: true, force: true })
      await mkdir(place, { mode: 0o700 })
      for (const { name, bytes } of files) await writeFileAtomically(join(place, name), bytes)
      await writeFileAtomically(`${place}.json`, stepRecordText(record))
    },
  }
}

/** The files of a step where they are those of its record, no fewer and no more. */
async function filesIn(folder: string, { outputs }: StepRecord): Promise<readonly ReleaseFile[] | null> {
  const files: ReleaseFile[] = []
  for (const { name } of outputs) {
    const bytes = await readOrNull(join(folder, name), MAX_FILE_BYTES)
    if (bytes === null) return null
    files.push({ name, bytes })
  }
  const isWhole = areSame(digestsOf(files), outputs) && (await readdir(folder)).length === outputs.length
  return isWhole ? files : null
}

/** The digests of files, as records have them. */
export function digestsOf(files: readonly ReleaseFile[]): StepRecord['outputs'] {
  return files.map(({ name, bytes }) => ({ name, sha256: sha256Of(bytes) }))
}

async function readOrNull(path: string, maxBytes: number): Promise<Uint8Array | null> {
  try {
    return await readFileBounded(path, { maxBytes })
  } catch (error) {
    if (error instanceof FilesError) return null
    throw error
  }
}
