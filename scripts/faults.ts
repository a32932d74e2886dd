/**
 * Runs installs into faults, drawn from a seed: parts, pip and the index killed, stopped or gone; the wire to the index
 * broken; bad answers; full disks and folders that can't be written to. Each time nothing of the tampered package is
 * there, the honest one is there whole or not at all, the failure is in words, and the next run works.
 * Goes on where an earlier run was cut off, and plays what failed again; `--fresh` starts anew.
 * `--rounds N` (default 200), `--seed WORD` (default 1), `--only N,N` (rounds by number), `--at-once N` (default 2).
 * The table goes to stdout (kept as test/e2e/FAULTS.md), rounds as they end to stderr; exits with 1 on a failure.
 */
import { parseArgs } from 'node:util'
import { existingPairs } from '../test/e2e/harness/index.ts'
import { createSigstoreWorld } from '../test/world/sigstore/index.ts'
import { openKept } from './faults/kept.ts'
import { playRound, type Round } from './faults/round.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    fresh: { type: 'boolean', default: false },
    'at-once': { type: 'string', default: '2' },
  },
})

const world = await createSigstoreWorld()
const pairs = await existingPairs()
const numbers =
  values.only === ''
    ? Array.from({ length: Number(values.rounds) }, (_, at) => at + 1)
    : values.only.split(',').map(Number)
const kept = await openKept(values.seed, values.fresh)
const rounds: Round[] = []
const waiting = [...numbers]

function row({ number, words, project, pip, exit, said, failure }: Round): string {
  return `| ${number} | ${words} | ${project} | ${pip} | ${exit} | ${said} | ${failure === null ? 'ok' : 'FAILED'} |`
}

async function work(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const round = kept.roundOf(next) ?? (await playRound(values.seed, next, pairs, world))
    rounds.push(round)
    if (kept.roundOf(next) !== undefined) continue
    await kept.keep(round)
    process.stderr.write(`${row(round)}\n${round.failure === null ? '' : `${round.failure}\n`}`)
  }
}

await Promise.all(Array.from({ length: Number(values['at-once']) }, work))
const sorted = rounds.toSorted((a, b) => a.number - b.number)
const failures = sorted.filter(({ failure }) => failure !== null)
const went = sorted.filter(({ exit }) => exit === 0).length
process.stdout.write(`# Installs that run into faults

Made by \`node scripts/faults.ts --seed ${values.seed}\`: ${sorted.length} of the rounds that the seed draws, ${went} installs went on to the end, ${failures.length} failures.
\`ok\`: of the tampered package (beta) there is nothing, the honest one (alpha) is there whole by its RECORD or not at all, a
failure was said in words, and the next run installed the honest and refused the tampered one.

| round | fault | package | pip | exit | said | |
|--:|---|---|---|---|---|---|
${sorted.map(row).join('\n')}
${failures.map(({ number, failure }) => `\n${number}: ${failure}\n`).join('')}`)
process.exitCode = failures.length === 0 ? 0 : 1
