import type { Target } from '../../scripts/fuzz/target.ts'

const GOOD = 'some text'
const held: string[] = []
let hasTakenLong = false
const seeds = (): readonly string[] => [GOOD]

/** Parsers with one fault each, that a run must find. */
export const TARGETS: readonly Target[] = [
  {
    name: 'throws',
    errors: [RangeError],
    seeds,
    run({ length }) {
      if (length > GOOD.length) throw new RangeError('its own')
      if (length < GOOD.length) throw new TypeError('somebody else’s')
    },
  },
  {
    name: 'hangs',
    errors: [],
    seeds,
    run({ length }) {
      while (length !== GOOD.length);
    },
  },
  {
    name: 'ends',
    errors: [],
    seeds,
    run({ length }) {
      if (length !== GOOD.length) process.kill(process.pid, 'SIGKILL')
    },
  },
  {
    name: 'takes long',
    errors: [],
    seeds,
    run({ length }) {
      if (hasTakenLong || length === GOOD.length) return
      hasTakenLong = true
      const began = process.threadCpuUsage()
      while (process.threadCpuUsage(began).user < 1_100_000);
    },
  },
  {
    name: 'grows',
    errors: [],
    seeds,
    run(input) {
      const much = Buffer.from(input)
        .toString('hex')
        .slice(0, 8)
        .padEnd(1024 * 1024, 'x')
      held.push(Buffer.from(much).toString('latin1'))
    },
  },
  { name: 'good', errors: [], seeds, run: ({ length }) => length },
]
