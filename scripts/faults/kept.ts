import { existsSync } from 'node:fs'
import { appendFile, mkdir, readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Round } from './round.ts'

/** Rounds that earlier runs of the script played, kept so that a run that was cut off goes on where it was. */
export interface KeptRounds {
  readonly roundOf: (number: number) => Round | undefined
  readonly keep: (round: Round) => Promise<void>
}

const folder = join(import.meta.dirname, '../../.scratch/faults')

/** Opens what is kept for a seed: only rounds that were as they must be; `fresh` looks at none. */
export async function openKept(seed: string, fresh: boolean): Promise<KeptRounds> {
  const file = join(folder, `${encodeURIComponent(seed)}.jsonl`)
  await mkdir(dirname(file), { recursive: true })
  const text = !fresh && existsSync(file) ? await readFile(file, 'utf8') : ''
  const rows: Round[] = text
    .split('\n')
    .filter((row) => row !== '')
    .map((row) => JSON.parse(row))
  const good = new Map(rows.filter(({ failure }) => failure === null).map((round) => [round.number, round]))
  return {
    roundOf: (number) => good.get(number),
    keep: async (round) => await appendFile(file, `${JSON.stringify(round)}\n`),
  }
}
