import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson } from '../../encoding/index.ts'

export const MAX_JOURNAL_LINE_BYTES = 8 * 1024

const Text = v.pipe(v.string(), v.minLength(1), v.maxLength(256))
const common = {
  v: v.literal(1),
  /** Seconds since the epoch, UTC. */
  at: v.pipe(v.number(), v.integer(), v.minValue(0)),
  project: Text,
  version: Text,
}

const Entry = v.variant('kind', [
  /** The project was built twice and compared. */
  v.strictObject({
    ...common,
    kind: v.literal('build'),
    /** `linux-x86_64` */
    platform: Text,
    /** `3.12` */
    python: Text,
    /** The second time with everything different that could be. */
    isVaried: v.boolean(),
    isIdentical: v.boolean(),
  }),
  /** What somebody published was built again; `grade` as `trustctl reproduce` has it. */
  v.strictObject({ ...common, kind: v.literal('reproduction'), platform: Text, grade: Text }),
  /** A release was verified as a consumer would; `code` of the refusal, null where it passed. */
  v.strictObject({ ...common, kind: v.literal('release'), code: v.nullable(Text) }),
])

/** What a publisher did, for the figures of `trustctl report`. */
export type JournalEntry = v.InferOutput<typeof Entry>
/** The same before it is written. */
export type Happened = WithoutVersion<JournalEntry>
type WithoutVersion<Each> = Each extends JournalEntry ? Omit<Each, 'v'> : never

/** An entry as its line, with the line feed. */
export function journalLine(happened: Happened): string {
  return `${canonicalJson({ ...happened, v: 1 })}\n`
}

/** Null for a line that is no entry. */
export function parseJournalLine(line: string): JournalEntry | null {
  try {
    const read = v.safeParse(Entry, parseJson(line, { maxBytes: MAX_JOURNAL_LINE_BYTES, maxDepth: 2 }))
    return read.success ? read.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
