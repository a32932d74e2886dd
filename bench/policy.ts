/**
 * `npm run bench:policy`: how long a decision takes under a policy of 500 rules, and how long a file with them takes to
 * be read and linted; decisions are taken with 100 exceptions beside. JSON on stdout. Exits with 1 where a decision takes more than 50 µs, or the first reading more than 300 ms.
 */
import { evaluate, explain, parsePolicy, type Policy } from '../src/policy/index.ts'
import { bigPolicy, QUESTIONS } from './policy-world.ts'
import { seriesOf } from './statistics.ts'

const RULES = 500
const MOST_US = 50
const MOST_CHECK_MS = 300
const BATCHES = 60
const BATCH = 500
const READINGS = 15

const EXCEPTIONS = 100

/** What this process computed for, in milliseconds: on a machine that others use, the clock on the wall says little. */
function computedMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The first reading is what a person waits for: nothing is compiled yet. */
function read(text: string): { policy: Policy; ms: number; wallMs: number } {
  const [started, computed] = [performance.now(), computedMs()]
  const result = parsePolicy(text, { file: 'big.yaml', presets: () => '', keyrings: ['team'] })
  const [wallMs, ms] = [performance.now() - started, computedMs() - computed]
  if (!result.ok) throw new Error(JSON.stringify(result.problems.slice(0, 3)))
  return { policy: result.policy, ms: Math.min(ms, wallMs), wallMs }
}

/** Microseconds of one call, by batches. */
function timed(call: () => unknown): { medianUs: number; minUs: number } {
  const batches = Array.from({ length: BATCHES }, () => {
    const started = computedMs()
    for (let nth = 0; nth < BATCH; nth += 1) call()
    return ((computedMs() - started) * 1000) / BATCH
  })
  const { medianMs, minMs } = seriesOf(batches)
  return { medianUs: round(medianMs), minUs: round(minMs) }
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}

const text = bigPolicy(RULES, 0)
const first = read(text)
const readings = seriesOf(Array.from({ length: READINGS }, () => read(text).ms))
const longer = bigPolicy(RULES, EXCEPTIONS)
const { policy } = read(longer)
const longerReadings = seriesOf(Array.from({ length: READINGS }, () => read(longer).ms))
const decisions = Object.fromEntries(
  Object.entries(QUESTIONS).map(([name, { question, now }]) => [
    name,
    { ...timed(() => evaluate(question, policy, now)), ...outcome(question, policy, now) },
  ]),
)
const { question, now } = QUESTIONS.refused
const explanation = timed(() => explain(question, [policy], now))

function outcome(...asked: Parameters<typeof evaluate>): { decision: string; rule: string } {
  const { decision, rule } = evaluate(...asked)
  return { decision, rule }
}

const slowest = Math.max(...Object.values(decisions).map(({ medianUs }) => medianUs))
const report = {
  rules: RULES,
  bytes: text.length,
  check: {
    firstMs: round(first.ms),
    firstWallMs: round(first.wallMs),
    medianMs: round(readings.medianMs),
    mostMs: MOST_CHECK_MS,
  },
  checkWithExceptions: {
    exceptions: EXCEPTIONS,
    bytes: longer.length,
    medianMs: round(longerReadings.medianMs),
  },
  decisions: { ...decisions, mostUs: MOST_US },
  explanation,
}
process.stdout.write(`${JSON.stringify(report, null, 2)}\n`)
process.exitCode = slowest <= MOST_US && first.ms <= MOST_CHECK_MS ? 0 : 1
