import { columnsOf, pad, wrapWords } from './layout.ts'

/** One line of a sheet: a name and what it is. Both must be safe to print. */
export type SheetRow = readonly [name: string, value: string]

const MAX_LINES = 20
const GAP = 2
const LEAST_ROOM = 20

/** Rows of names and values in two columns, `indent` from the left; values are wrapped between words below each other, so that a URL can be copied. */
export function sheet(rows: readonly SheetRow[], indent: number, width: number): readonly string[] {
  const nameWidth = Math.max(0, ...rows.map(([name]) => columnsOf(name))) + GAP
  const room = Math.max(LEAST_ROOM, width - indent - nameWidth)
  return rows.flatMap(([name, value]) => {
    return wrapWords(value, room, MAX_LINES).map(
      (line, nth) => ' '.repeat(indent) + pad(nth === 0 ? name : '', nameWidth) + line,
    )
  })
}
