import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pairName, type Pair } from '../../test/e2e/harness/index.ts'
import type { Line } from './line.ts'
import type { Outcome } from './play.ts'

/** What earlier runs of the script found, kept so that a run that was cut off goes on where it was. */
export interface Kept {
  readonly outcomeOf: (line: Line) => Outcome | undefined
  readonly keep: (line: Line, outcome: Outcome) => Promise<void>
}

const folder = join(import.meta.dirname, '../../.scratch/differential')

/** Opens what is kept for a pair; `fresh` forgets it. */
export async function openKept(pair: Pair, fresh: boolean): Promise<Kept> {
  const file = join(folder, `${pairName(pair)}.jsonl`)
  await mkdir(dirname(file), { recursive: true })
  if (fresh) await rm(file, { force: true })
  const text = existsSync(file) ? await readFile(file, 'utf8') : ''
  const outcomes = new Map<string, Outcome>()
  for (const row of text.split('\n').filter((each) => each !== '')) {
    const { line, outcome }: { line: string; outcome: Outcome } = JSON.parse(row)
    outcomes.set(line, outcome)
  }
  return {
    outcomeOf: (line) => outcomes.get(JSON.stringify(line)),
    keep: async (line, outcome) => {
      outcomes.set(JSON.stringify(line), outcome)
      await appendFile(file, `${JSON.stringify({ line: JSON.stringify(line), outcome })}\n`)
    },
  }
}
