import { safeText } from '../../verdict/index.ts'
import type { Comparison, Difference, Grade } from './difference.ts'
import { MENDS } from './mends.ts'

const GRADES: Readonly<Record<Grade, string>> = {
  identical: 'identical',
  container: 'the same contents, packed differently',
  explained: 'contents differ in line endings, generator lines or tags alone',
  different: 'contents differ',
}

const MAX_SHOWN = 3

/** A comparison as lines for a person: the grade, then each difference with where it is, what it is and its mend. */
export function differenceLines({ grade, differences }: Comparison): readonly string[] {
  return [GRADES[grade], ...differences.flatMap(linesOf)]
}

/** The same for programs; stable keys. */
export function differenceJson({ grade, differences }: Comparison): {
  readonly grade: Grade
  readonly differences: readonly (Difference & { readonly says: string; readonly mend: string })[]
} {
  return { grade, differences: differences.map((each) => ({ ...each, ...MENDS[each.kind] })) }
}

function linesOf({ kind, count, members }: Difference): readonly string[] {
  const { says, mend } = MENDS[kind]
  const head = count === 0 ? says : `${says} (${count === 1 ? '1 file' : `${count} files`})`
  const shown = members.slice(0, MAX_SHOWN).map(({ name, detail }) => {
    const where = name === null ? '' : `\`${safeText(name, 160)}\`: `
    return `    ${where}${safeText(detail, 240)}`
  })
  return [`  ${head}`, ...shown, `    mend: ${mend}`]
}
