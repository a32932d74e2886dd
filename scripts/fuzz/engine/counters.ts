/** The name of the counters in programs that are instrumented. */
export const COUNTERS = '__fuzzCounters'
const MAX_COUNTERS = 1 << 17
/** The first counters are for what a parser says of its input: which part of a schema it got to shows nowhere else. */
const MAX_OUTCOMES = 1 << 11

/** Which blocks one execution reached, and how often: as AFL has it, once, twice, three times, up to 7, 15, 31, 127 and more. */
const BUCKETS = Uint8Array.from({ length: 256 }, (_, count) => {
  const limits = [0, 1, 2, 3, 7, 15, 31, 127, 255]
  const bucket = limits.findIndex((limit) => count <= limit)
  return bucket === 0 ? 0 : 1 << (bucket - 1)
})

/** Counters of the blocks of every instrumented module of this process. */
export class Coverage {
  readonly #counts = new Uint8Array(MAX_COUNTERS)
  /** The same, four at once: nearly all are zero after an execution. */
  readonly #fours = new Uint32Array(this.#counts.buffer)
  readonly #seen = new Uint8Array(MAX_COUNTERS)
  #used = MAX_OUTCOMES

  /** Where the next module's counters begin. */
  get used(): number {
    return this.#used
  }

  get counts(): Uint8Array {
    return this.#counts
  }

  take(counters: number): void {
    this.#used += counters
  }

  /** Counts an outcome by its words; numbers in them, and what is quoted, tell nothing apart. */
  markOutcome(words: string): void {
    const kind = words.slice(0, 120).replaceAll(/[0-9]+|"[^"]*"?/g, '')
    let hash = 5381
    for (let at = 0; at < kind.length; at += 1) hash = (Math.imul(hash, 33) + kind.charCodeAt(at)) >>> 0
    this.#counts[hash % MAX_OUTCOMES] = 1
  }

  reset(): void {
    this.#counts.fill(0, 0, this.#used)
  }

  /** What the last execution reached, one text for each block and bucket. */
  reached(): readonly number[] {
    const found: number[] = []
    this.#each((at, bucket) => found.push(at * 256 + bucket))
    return found
  }

  /** Whether the last execution reached a block, or one as often, that none before it did; remembers it. */
  isNew(): boolean {
    let found = false
    this.#each((at, bucket) => {
      const seen = this.#seen[at] ?? 0
      if ((seen & bucket) !== 0) return
      this.#seen[at] = seen | bucket
      found = true
    })
    return found
  }

  /** Blocks that any execution reached. */
  blocks(): number {
    return this.#seen.subarray(MAX_OUTCOMES).reduce((sum, each) => sum + (each === 0 ? 0 : 1), 0)
  }

  #each(visit: (at: number, bucket: number) => void): void {
    for (let four = 0; four * 4 < this.#used; four += 1) {
      if (this.#fours[four] === 0) continue
      for (let at = four * 4; at < four * 4 + 4; at += 1) {
        const bucket = BUCKETS[this.#counts[at] ?? 0] ?? 0
        if (bucket !== 0) visit(at, bucket)
      }
    }
  }
}
