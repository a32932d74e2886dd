import * as v from 'valibot'
import { canonicalJson, EncodingError, parseJson, sha256Of, type Sha256 } from '../../encoding/index.ts'

export const MAX_ENTRY_BYTES = 64 * 1024

const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))
const Seconds = v.pipe(v.number(), v.integer(), v.minValue(0))

const Entry = v.strictObject({
  v: v.literal(1),
  /** From 1. */
  seq: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** sha256 of the line before, without its line feed; zeros for the first. */
  previous: Digest,
  /** The clock of the machine that signed, seconds. */
  at: Seconds,
  actor: v.pipe(v.string(), v.maxLength(200)),
  key: v.pipe(v.string(), v.maxLength(200)),
  holder: v.pipe(v.string(), v.maxLength(200)),
  purpose: v.pipe(v.string(), v.maxLength(40)),
  /** What was written: `publish`, `slsa`, `openpgp`, `cms`, `minisign`, `sigstore` … */
  form: v.pipe(v.string(), v.maxLength(40)),
  subject: v.strictObject({ name: v.pipe(v.string(), v.maxLength(1024)), sha256: Digest }),
  /** sha256 of the file that holds the signature. */
  signature: Digest,
})

/** One signature that was released, or was to be. */
export type LedgerEntry = v.InferOutput<typeof Entry>
/** What is said of a signature; its place in the chain is the ledger's. */
export type SignatureMade = Omit<LedgerEntry, 'v' | 'seq' | 'previous'>

export const NOTHING_BEFORE = '0'.repeat(64)

/** Where a chain ends. */
export interface LedgerHead {
  /** 0 for an empty ledger. */
  readonly seq: number
  readonly sha256: string
}

/** An entry behind the head, as its line without the line feed. */
export function entryLine(made: SignatureMade, { seq, sha256 }: LedgerHead): string {
  return canonicalJson({ ...made, v: 1, seq: seq + 1, previous: sha256 })
}

/** A chain that was read: its entries, and what is wrong with it at the first line that is. */
export interface Chain {
  readonly entries: readonly LedgerEntry[]
  readonly head: LedgerHead
  /** Of every line, by its number less one. */
  readonly digests: readonly Sha256[]
  /** Null where all hold together. */
  readonly broken: string | null
  /** What stands behind the last line feed: a line that was being written when the machine went down. */
  readonly torn: string
}

/** Reads a ledger's text and checks the chain line by line. Never throws for any text. */
export function readChain(text: string): Chain {
  const lines = text.split('\n')
  const torn = lines.pop() ?? ''
  const entries: LedgerEntry[] = []
  const digests: Sha256[] = []
  for (const line of lines) {
    const previous = digests.at(-1) ?? NOTHING_BEFORE
    const entry = entryOf(line)
    const broken = brokenBy(entry, entries.length + 1, previous, line)
    if (entry === null || broken !== null) return { ...ended(entries, digests), broken, torn: '' }
    entries.push(entry)
    digests.push(sha256Of(Buffer.from(line)))
  }
  return { ...ended(entries, digests), broken: null, torn }
}

function ended(
  entries: readonly LedgerEntry[],
  digests: readonly Sha256[],
): Pick<Chain, 'entries' | 'digests' | 'head'> {
  return { entries, digests, head: { seq: entries.length, sha256: digests.at(-1) ?? NOTHING_BEFORE } }
}

function brokenBy(entry: LedgerEntry | null, seq: number, previous: string, line: string): string | null {
  if (entry === null) return `line ${seq} is no entry`
  if (canonicalJson(entry) !== line) return `line ${seq} is not in its canonical form`
  if (entry.seq !== seq) return `line ${seq} has number ${entry.seq}`
  return entry.previous === previous ? null : `line ${seq} does not follow on the one before`
}

function entryOf(line: string): LedgerEntry | null {
  try {
    const read = v.safeParse(Entry, parseJson(Buffer.from(line), { maxBytes: MAX_ENTRY_BYTES, maxDepth: 3 }))
    return read.success ? read.output : null
  } catch (error) {
    if (error instanceof EncodingError) return null
    throw error
  }
}
