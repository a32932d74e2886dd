import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pairName, type Pair } from '../../test/e2e/harness/index.ts'
import type { Line } from './line.ts'
import type { Outcome } from './play.ts'

/** What the script found, in this run, in earlier ones that were cut off, and in others at the same time. */
export interface Kept {
  readonly outcomeOf: (line: Line) => Outcome | undefined
  readonly keep: (line: Line, outcome: Outcome) => Promise<void>
  /** Takes in what others have found meanwhile. */
  readonly refresh: () => Promise<void>
}

const folder = join(import.meta.dirname, '../../.scratch/differential')

/** Opens what is kept for a pair; `fresh` forgets it. */
export async function openKept(pair: Pair, fresh: boolean): Promise<Kept> {
  const file = join(folder, `${pairName(pair)}.jsonl`)
  await mkdir(dirname(file), { recursive: true })
  if (fresh) await rm(file, { force: true })
  const outcomes = new Map<string, Outcome>()
  const refresh = async (): Promise<void> => {
    const text = existsSync(file) ? await readFile(file, 'utf8') : ''
    for (const row of text.split('\n').filter((each) => each !== '')) {
      const { line, outcome }: { line: string; outcome: Outcome } = JSON.parse(row)
      outcomes.set(line, outcome)
    }
  }
  await refresh()
  return {
    outcomeOf: (line) => outcomes.get(JSON.stringify(line)),
    keep: async (line, outcome) => {
      outcomes.set(JSON.stringify(line), outcome)
      await appendFile(file, `${JSON.stringify({ line: JSON.stringify(line), outcome })}\n`)
    },
    refresh,
  }
}
