/**
 * `npm run bench`: pip with pip-trust against bare pip, interleaved in one run. A table on stderr, JSON on stdout.
 * `--rounds N` (default 7), `--only WORDS` (measures whose name has them), `--bare` (without the product: the noise).
 */
import { cpus, loadavg, release } from 'node:os'
import { parseArgs } from 'node:util'
import { installMeasures } from './install-measures.ts'
import { takeTimes, type Measure } from './measures.ts'
import { linesOf, tableOf, type Line } from './report.ts'
import { newestPair, openStage, type Stage } from './stage.ts'
import { startMeasures } from './start-measures.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '7' },
    only: { type: 'string', default: '' },
    bare: { type: 'boolean', default: false },
  },
})

const FAR_LINE = { roundTripMs: 20, bitsPerSecond: 200_000_000 }

async function main(): Promise<void> {
  const rounds = Number(values.rounds)
  const pair = await newestPair()
  const near = await openStage(pair, null)
  const far = await openStage(pair, FAR_LINE)
  const stages: readonly Stage[] = [near, far]
  const measures: readonly Measure[] = [
    ...startMeasures(near, rounds, !values.bare),
    ...installMeasures('loopback', near, rounds, !values.bare),
    ...installMeasures('20 ms, 200 Mbit/s', far, rounds, !values.bare),
  ]
  const lines: Line[] = []
  for (const measure of measures.filter(({ name }) => name.includes(values.only))) {
    const found = linesOf(measure.name, await takeTimes(measure))
    lines.push(...found)
    process.stderr.write(`${measure.name}: ${found.map(({ ratio }) => ratio.toFixed(3)).join(' ')}\n`)
  }
  await Promise.all(stages.map((stage) => stage.close()))
  process.stderr.write(`\n${tableOf(lines)}`)
  const machine = { cpus: cpus().length, model: cpus()[0]?.model, kernel: release(), load: loadavg() }
  const versions = { pip: near.scene.venv.pipVersion, python: pair.python.version, node: process.version }
  process.stdout.write(`${JSON.stringify({ machine, versions, lines }, null, 2)}\n`)
}

await main()
