import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { MAX_INPUT_BYTES, type Target } from '../target.ts'
import { readInputs, smallest, type Traced } from './corpus.ts'
import type { Coverage } from './counters.ts'
import { execute, heldBytes, type Gauges } from './execute.ts'
import { inputFile } from './input-file.ts'
import type { ChildWish, Finding, FromChild } from './messages.ts'
import { minimised, trimmed } from './minimise.ts'
import { mutate, type Edit, type Material } from './mutate.ts'
import { Random } from './random.ts'

const TELL_MS = 500
const MAX_EDITS = 6
const MIB = 1024 * 1024
/** More than this at the end than after a fifth of the time is a finding. */
const MAX_GROWTH_MIB = 32
/** Inputs that are looked at again for the corpus that is kept. */
const MAX_TRACED = 3000

/** Where a run counts, what words it may take, and who hears of it. */
interface Surroundings extends Gauges {
  readonly words: ReadonlySet<string>
  readonly tell: (message: FromChild) => void
}

/** Tries inputs for as long as was wished, and tells what came of it. The same seed and corpus give the same inputs. */
export async function runTarget(target: Target, wish: ChildWish, around: Surroundings): Promise<void> {
  const run = new Run(target, wish, around)
  await run.begin()
  await run.explore()
  await run.end()
}

class Run {
  readonly #target: Target
  readonly #wish: ChildWish
  readonly #coverage: Coverage
  readonly #gauges: Gauges
  readonly #tell: (message: FromChild) => void
  readonly #random: Random
  readonly #corpus: Uint8Array[] = []
  readonly #material: Material
  readonly #leave: (input: Uint8Array) => void
  readonly #known = new Set<string>()
  #executions = 0
  #slowestMs = 0
  #blocks = 0
  #baseline: number | null = null
  #growth = 0
  #began = performance.now()
  #cpuBefore = 0
  #cpuSeconds = 0

  constructor(target: Target, wish: ChildWish, around: Surroundings) {
    const { coverage, words, tell } = around
    this.#target = target
    this.#wish = wish
    this.#coverage = coverage
    this.#gauges = around
    this.#tell = tell
    this.#random = new Random(wish.seed)
    this.#leave = inputFile(wish.inputPath)
    // Words of the format by their own name come up as often as all that programs hold.
    const own = (target.tokens ?? []).map((token) => Buffer.from(token, 'latin1'))
    const all = [...words].map((word) => Buffer.from(word))
    const times = own.length === 0 ? 0 : Math.ceil(all.length / own.length)
    const tokens = [...all, ...Array.from({ length: times }, () => own).flat()]
    this.#material = { tokens, others: this.#corpus, maxBytes: target.maxBytes ?? MAX_INPUT_BYTES }
  }

  async begin(): Promise<void> {
    const examples = await this.#target.seeds()
    const seeds = examples.map((each) => Uint8Array.from(Buffer.from(each)))
    for (const input of [...seeds, ...readInputs(this.#wish.corpus)]) {
      const cut = input.subarray(0, this.#material.maxBytes)
      await this.#try(cut)
      this.#coverage.isNew()
      this.#corpus.push(cut)
    }
    this.#began = performance.now()
    this.#cpuBefore = this.#gauges.cpuMs()
    this.#tellProgress()
  }

  async explore(): Promise<void> {
    let toldAt = 0
    const most = this.#wish.executions ?? Number.POSITIVE_INFINITY
    while (this.#seconds() < this.#wish.seconds && this.#executions < most) {
      const input = this.#next()
      await this.#try(input)
      if (this.#coverage.isNew()) this.#corpus.push(await this.#trim(input))
      this.#watchGrowth()
      const now = performance.now()
      if (now - toldAt < TELL_MS) continue
      toldAt = now
      this.#blocks = this.#coverage.blocks()
      this.#cpuSeconds = (this.#gauges.cpuMs() - this.#cpuBefore) / 1000
      this.#tellProgress()
      await setImmediate()
    }
  }

  async end(): Promise<void> {
    const traced: Traced[] = []
    for (const input of this.#corpus.slice(-MAX_TRACED)) {
      await execute(this.#target, input, this.#gauges)
      traced.push({ input, reached: this.#coverage.reached() })
    }
    const inputs = smallest(traced).map((input) => Buffer.from(input).toString('base64'))
    this.#growth = Math.max(0, (collected() - (this.#baseline ?? collected()) - this.#corpusBytes()) / MIB)
    if (this.#growth > MAX_GROWTH_MIB) this.#report(this.#grown())
    this.#blocks = this.#coverage.blocks()
    this.#tellProgress()
    this.#tell({ type: 'corpus', inputs })
  }

  #next(): Uint8Array {
    const { length } = this.#corpus
    // Half of the time one of the newest, which led somewhere lately.
    const recent = Math.max(1, Math.ceil(length / 8))
    const at =
      this.#random.below(2) === 0 ? length - 1 - this.#random.below(recent) : this.#random.below(length)
    const edits = Array.from({ length: 1 + this.#random.below(MAX_EDITS) }, (): Edit => this.#edit())
    return mutate(this.#corpus[at] ?? new Uint8Array(), edits, this.#material)
  }

  #edit(): Edit {
    const [kind, at, size, value] = [
      this.#random.next(),
      this.#random.next(),
      this.#random.next(),
      this.#random.next(),
    ]
    return { kind, at, size, value }
  }

  async #try(input: Uint8Array): Promise<void> {
    this.#leave(input)
    const { finding, ms } = await execute(this.#target, input, this.#gauges)
    this.#executions += 1
    this.#slowestMs = Math.max(this.#slowestMs, ms)
    if (finding === null || this.#known.has(finding.key)) return
    this.#known.add(finding.key)
    const counted = Uint8Array.from(this.#coverage.counts.subarray(0, this.#coverage.used))
    this.#report(await minimised(finding, this.#target, this.#gauges))
    this.#coverage.counts.set(counted)
  }

  /** A shorter input that reaches the same, where there is one soon. */
  async #trim(input: Uint8Array): Promise<Uint8Array> {
    const wanted = this.#coverage.reached().join()
    return trimmed(input, async (shorter) => {
      this.#leave(shorter)
      await execute(this.#target, shorter, this.#gauges)
      this.#executions += 1
      return this.#coverage.reached().join() === wanted
    })
  }

  #seconds(): number {
    return (performance.now() - this.#began) / 1000
  }

  #corpusBytes(): number {
    return this.#corpus.reduce((sum, { length }) => sum + length, 0)
  }

  #watchGrowth(): void {
    if (this.#baseline !== null) return
    const { executions, seconds } = this.#wish
    if (this.#seconds() * 5 < seconds && (executions === null || this.#executions * 5 < executions)) return
    this.#baseline = collected() - this.#corpusBytes()
  }

  #grown(): Finding {
    const words = `${Math.round(this.#growth)} MiB more are held than after a fifth of the time`
    return { kind: 'growth', key: `growth ${this.#target.name}`, words, input: '' }
  }

  #report(finding: Finding): void {
    this.#tell({ type: 'finding', finding })
  }

  #tellProgress(): void {
    const progress = {
      executions: this.#executions,
      seconds: this.#seconds(),
      cpuSeconds: this.#cpuSeconds,
      blocks: this.#blocks,
      growth: this.#growth,
      slowestMs: this.#slowestMs,
      corpus: this.#corpus.length,
    }
    this.#tell({ type: 'progress', progress })
  }
}

/** What is held when nothing is that nobody needs. */
function collected(): number {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') Reflect.apply(collect, undefined, [])
  return heldBytes()
}
