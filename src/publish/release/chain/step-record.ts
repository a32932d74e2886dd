import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson, sha256Of, type Sha256 } from '../../../encoding/index.ts'

/** The steps of a release, in their order. */
export const STEPS = ['build', 'reproduce', 'sbom', 'sign', 'verify'] as const
export type StepName = (typeof STEPS)[number]

export const MAX_STEP_RECORD_BYTES = 256 * 1024

const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
/** One path component: an output is a file of the step's own folder. */
const Name = v.pipe(v.string(), v.maxLength(255), v.regex(/^(?!\.{1,2}$)[^/\0]+$/))
const Named = v.strictObject({ name: Name, sha256: Digest })

const Record = v.strictObject({
  formatVersion: v.literal(1),
  step: v.picklist(STEPS),
  /** sha256 of the record of the step before, as its file has it; null for the first. */
  previous: v.nullable(Digest),
  /** What it was made from beside the outputs of the steps before. */
  inputs: v.array(Named),
  /** The files that it made. */
  outputs: v.array(Named),
  /** What it found, a line each. */
  says: v.array(v.pipe(v.string(), v.maxLength(4096))),
  /** Seconds since the epoch, UTC. */
  finishedAt: v.pipe(v.number(), v.integer(), v.minValue(0)),
})

/** What one step of a release was made from and what it made. */
export type StepRecord = v.InferOutput<typeof Record>

/** Something with its digest: a file, or what an input is called. */
export type NamedDigest = v.InferOutput<typeof Named>

/** A record as its file has it. */
export function stepRecordText(record: StepRecord): string {
  return `${canonicalJson(record)}\n`
}

/** What the next record names this one by. */
export function stepRecordDigest(record: StepRecord): Sha256 {
  return sha256Of(Buffer.from(stepRecordText(record)))
}

/** Null for whatever is no record: its step is done again. */
export function parseStepRecord(bytes: Uint8Array): StepRecord | null {
  try {
    const read = v.safeParse(Record, parseJson(bytes, { maxBytes: MAX_STEP_RECORD_BYTES, maxDepth: 4 }))
    return read.success ? read.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}

/** The same things, in whatever order. */
export function areSame(a: readonly NamedDigest[], b: readonly NamedDigest[]): boolean {
  return textOf(a) === textOf(b)
}

function textOf(list: readonly NamedDigest[]): string {
  return list
    .map(({ name, sha256 }) => `${name} ${sha256}`)
    .toSorted()
    .join('\n')
}
