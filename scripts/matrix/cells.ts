import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pairName, type Pair } from '../../test/e2e/harness/index.ts'

/** What came of one road on one pair. */
export interface Cell {
  readonly mark: 'ok' | 'FAILED' | '–'
  /** What went wrong, or why it was not tried. */
  readonly note: string | null
}

/** One pair of pip and Python, and what came of each road by its name. */
export interface Column {
  readonly pair: Pair
  /** What this pip says of itself; null while nothing was tried. */
  readonly pipVersion: string | null
  readonly cells: Readonly<Record<string, Cell>>
}

const folder = join(import.meta.dirname, '../../.scratch/matrix')

function fileOf(pair: Pair): string {
  return join(folder, `${pairName(pair)}.json`)
}

/** What an earlier run kept of a pair, without what failed; an empty column when there is nothing. */
export function keptColumn(pair: Pair): Column {
  if (!existsSync(fileOf(pair))) return { pair, pipVersion: null, cells: {} }
  const kept: Omit<Column, 'pair'> = JSON.parse(readFileSync(fileOf(pair), 'utf8'))
  const cells = Object.entries(kept.cells).filter(([, { mark }]) => mark !== 'FAILED')
  return { pair, pipVersion: kept.pipVersion, cells: Object.fromEntries(cells) }
}

/** Keeps a column, so that a run that is cut off can go on. In one turn: two roads are tried at once. */
export function keepColumn({ pair, pipVersion, cells }: Column): void {
  mkdirSync(folder, { recursive: true })
  const aside = `${fileOf(pair)}.new`
  writeFileSync(aside, JSON.stringify({ pipVersion, cells }))
  renameSync(aside, fileOf(pair))
}
