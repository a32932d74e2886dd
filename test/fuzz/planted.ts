import type { Target } from '../../scripts/fuzz/target.ts'

const held: string[] = []
const seeds = (): readonly string[] => ['some text']

/** Parsers with one fault each, that a run must find. */
export const TARGETS: readonly Target[] = [
  {
    name: 'throws',
    errors: [RangeError],
    seeds,
    run(input) {
      if (input.length > 20) throw new RangeError('its own')
      if (input.length < 5) throw new TypeError('somebody else’s')
    },
  },
  {
    name: 'hangs',
    errors: [],
    seeds,
    run(input) {
      while (input.length < 5);
    },
  },
  {
    name: 'ends',
    errors: [],
    seeds,
    run(input) {
      if (input.length < 5) process.kill(process.pid, 'SIGSEGV')
    },
  },
  {
    name: 'takes long',
    errors: [],
    seeds,
    run(input) {
      const began = process.cpuUsage()
      while (input.length < 5 && process.cpuUsage(began).user < 1_100_000);
    },
  },
  {
    name: 'grows',
    errors: [],
    seeds,
    run(input) {
      held.push(Buffer.from(input).toString('hex').repeat(200))
      held.at(-1)?.charCodeAt(0)
    },
  },
  { name: 'good', errors: [], seeds, run: (input) => input.length },
]
