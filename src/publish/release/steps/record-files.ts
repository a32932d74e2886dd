import { parseBuildRecord, type BuildRecord } from '../../build/index.ts'
import { releaseOf } from '../../journal/index.ts'
import type { DoneStep, ReleaseFile, StepName } from '../chain/index.ts'
import { ReleaseError } from '../release-error.ts'

const BUILD_INFO = '.buildinfo.json'

/** Project and version of a release, as its files have them. */
export interface ReleaseName {
  readonly project: string
  readonly version: string
  /** `acme_pay-1.0`: what files about the whole release begin with. */
  readonly stem: string
}

/** The name of what was built. Throws `ReleaseError` `record`. */
export function nameOf(record: BuildRecord): ReleaseName {
  const name = releaseOf(record.outputs.map(({ filename }) => filename))
  if (name !== null) return { ...name, stem: stemOf(record) }
  throw new ReleaseError('record', { message: 'the build record names no wheel and no sdist' })
}

function stemOf({ outputs }: BuildRecord): string {
  const [first] = outputs
  return first === undefined
    ? ''
    : first.filename
        .split('-')
        .slice(0, 2)
        .join('-')
        .replace(/\.tar\.gz$/, '')
}

/** A step that was done. Throws `ReleaseError` `record`. */
export function stepIn(done: readonly DoneStep[], name: StepName): DoneStep {
  const found = done.find(({ record }) => record.step === name)
  if (found !== undefined) return found
  throw new ReleaseError('record', { message: `the step \`${name}\` is not done` })
}

/** The build record. Throws `ReleaseError` `record`. */
export function buildRecordIn(done: readonly DoneStep[]): BuildRecord {
  const file = stepIn(done, 'build').files.find(({ name }) => name.endsWith(BUILD_INFO))
  if (file !== undefined) return parseBuildRecord(file.bytes)
  throw new ReleaseError('record', { message: 'the step `build` left no build record' })
}

/** Sdist and wheel, as they were built. Throws `ReleaseError` `record`. */
export function artifactsIn(done: readonly DoneStep[]): readonly ReleaseFile[] {
  return stepIn(done, 'build').files.filter(({ name }) => /\.(?:whl|tar\.gz)$/.test(name))
}

/** The name of the release that was built. Throws `ReleaseError` `record`. */
export function releaseNameOf(done: readonly DoneStep[]): ReleaseName {
  return nameOf(buildRecordIn(done))
}
