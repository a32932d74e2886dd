/**
 * `npm run bench:guard`: what watching costs. pip that nobody watches, through the front, by the guard alone, and with the witness
 * that `trustctl protect VENV` puts into an environment, in turns of one run. A table on stderr, JSON on stdout.
 * `--rounds N` (default 7), `--only PATTERN` (measures whose name matches).
 */
import { cpus, loadavg, release } from 'node:os'
import { parseArgs } from 'node:util'
import { openBareAndFront, openGuarded, type Road } from './guard-roads.ts'
import { takeTimes, type Measure } from './measures.ts'
import { linesOf, tableOf, type Line } from './report.ts'
import { newestPair } from './stage.ts'

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '7' }, only: { type: 'string', default: '' } },
})
const rounds = Number(values.rounds)

/** Where it knows a file, no cache of pip's own is asked: the second install would fetch nothing. */
const INSTALL = ['install', '--quiet', '--no-cache-dir']

function starts(roads: readonly Road[]): readonly Measure[] {
  return [['--version'], ['install', 'pip']].map((args) => ({
    name: `pip ${args.join(' ')}`,
    rounds: rounds * 2,
    contenders: roads.map(({ name, pip }) => ({ name, run: () => pip(args) })),
  }))
}

/** `cold`: nobody has seen the wheels; `warm`: a verdict about each is known. */
function installs(roads: readonly Road[], count: number): readonly Measure[] {
  const wheels = `${count} ${count === 1 ? 'wheel' : 'wheels'}`
  const cold = roads.map(({ name, pip, newWheels }) => ({
    name,
    run: () => pip([...INSTALL, ...newWheels(count)]),
  }))
  const warm = roads.map(({ name, pip, newWheels }) => ({
    name,
    run: async () => {
      const names = newWheels(count)
      await pip([...INSTALL, ...names])
      return await pip([...INSTALL, ...names])
    },
  }))
  return [
    { name: `install of ${wheels}, cold`, rounds, contenders: cold },
    { name: `install of ${wheels}, warm`, rounds, contenders: warm },
  ]
}

const pair = await newestPair()
const roads = [
  ...(await openBareAndFront(pair)),
  await openGuarded(pair, 'guard'),
  await openGuarded(pair, 'witness'),
]
const measures = [...starts(roads), ...installs(roads, 1), ...installs(roads, 20)]
const lines: Line[] = []
for (const measure of measures.filter(({ name }) => new RegExp(values.only).test(name))) {
  const found = linesOf(measure.name, await takeTimes(measure))
  lines.push(...found)
  process.stderr.write(`${measure.name}: ${found.map(({ ratio }) => ratio.toFixed(3)).join(' ')}\n`)
}
await Promise.all(roads.map((road) => road.close()))
process.stderr.write(`\n${tableOf(lines)}`)
const machine = { cpus: cpus().length, model: cpus()[0]?.model, kernel: release(), load: loadavg() }
process.stdout.write(`${JSON.stringify({ machine, pair, lines }, null, 2)}\n`)
