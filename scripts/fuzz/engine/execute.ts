import { getHeapStatistics } from 'node:v8'
import type { Target } from '../target.ts'
import type { Coverage } from './counters.ts'
import type { Finding, FindingKind } from './messages.ts'
import { outcomeOf } from './outcome.ts'

/** What one execution may take: what the product allows one hostile artifact (issue 6). */
const MAX_CPU_MS = 1000
const MAX_HELD_BYTES = 64 * 1024 * 1024
/** Below this the CPU time isn't looked at: asking for it costs more than most executions. */
const SUSPICIOUS_MS = 400

/** What an execution is looked at with. `cpuMs`: CPU time of whatever may work for it. */
export interface Gauges {
  readonly coverage: Coverage
  readonly cpuMs: () => number
}

/** What came of one execution; `finding` is null where all is as it should be. */
export interface Executed {
  readonly finding: Finding | null
  readonly ms: number
}

/** Tries one input; its blocks are in `coverage` afterwards. */
export async function execute(
  target: Target,
  input: Uint8Array,
  { coverage, cpuMs }: Gauges,
): Promise<Executed> {
  const finding = (kind: FindingKind, key: string, words: string): Finding => ({
    kind,
    key: `${kind} ${key}`,
    words,
    input: Buffer.from(input).toString('base64'),
  })
  coverage.reset()
  const heldBefore = heldBytes()
  const cpuBefore = cpuMs()
  const began = performance.now()
  const outcome = await outcomeOf(target, input)
  const ms = performance.now() - began
  if (outcome.kind === 'own-error') coverage.markOutcome(outcome.error.message)
  const isFound = outcome.kind === 'unexpected'
  let found = isFound ? finding('exception', keyOf(outcome.error), wordsOf(outcome.error)) : null
  const held = heldBytes() - heldBefore
  if (found === null && held > MAX_HELD_BYTES) found = finding('memory', target.name, `${held} bytes`)
  if (found === null && ms > SUSPICIOUS_MS) {
    const spent = cpuMs() - cpuBefore
    if (spent > MAX_CPU_MS) found = finding('slow', target.name, `${Math.round(spent)} ms of CPU`)
  }
  return { finding: found, ms }
}

/** JavaScript's values and buffers. */
export function heldBytes(): number {
  const { used_heap_size: heap, external_memory: external } = getHeapStatistics()
  return heap + external
}

/** The kind of the error, and where in the project's own code it came from. */
function keyOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '))
  const own = frames.find((line) => /\/(?:src|shim)\//.test(line)) ?? frames[0] ?? ''
  const place = /\/((?:src|shim|scripts|node_modules)\/[^:)]+)/.exec(own)?.[1] ?? ''
  const name = /at (?:async )?([\w.#<>]+) \(/.exec(own)?.[1] ?? ''
  return `${error.constructor.name} ${error.message.slice(0, 40)} in ${name} ${place}`
}

const wordsOf = (error: unknown): string =>
  error instanceof Error ? (error.stack ?? error.message).slice(0, 1500) : String(error)
