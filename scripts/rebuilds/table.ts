import type { ReproductionGrade } from '../../src/publish/reproduce/index.ts'
import type { Rebuild } from './rebuild-one.ts'

/** One line of the table. */
export interface Row extends Rebuild {
  /** Of `python -m build` today. */
  readonly plain: ReproductionGrade
}

const GRADES: readonly ReproductionGrade[] = ['identical', 'container', 'explained', 'different', 'unbuilt']
const WORDS: Readonly<Record<ReproductionGrade, string>> = {
  identical: 'identical',
  container: 'container only',
  explained: 'explained',
  different: 'different',
  unbuilt: 'can’t be built',
}

const HEAD = `# Reproducing what others published

Made by \`node scripts/rebuilds.ts\`. Popular pure wheels, rebuilt from the source distributions beside them with
\`trustctl reproduce\` ([how](../how-to/reproduce.md)): tools as of the upload, locked; no network in the build. Beside it what
plain \`python -m build\` makes of the same source today, on Python 3.12.

- **identical**: the same bytes. **container only**: the same contents, other times, rights, order or compression.
  **explained**: contents differ in line endings, generator lines or tags alone; counted for itself.
- *Source alone*: the best build that took at most one time (\`SOURCE_DATE_EPOCH\`) from the published wheel; where the tags differ, them, too.
- *Surroundings replayed*: the build’s surroundings are what the published wheel shows: times and rights of files, the
  clock, the time zone, whether it was made on Windows, which tags were asked for. What is in the files is the back-end’s own work from the
  source; nothing is changed after the back-end has written the wheel.
`

/** The page: totals, then a line for each wheel. */
export function rebuildTable(rows: readonly Row[]): string {
  const isolations = [...new Set(rows.map(({ isolation }) => isolation).filter((each) => each !== ''))]
  return [
    HEAD,
    ...totals(rows),
    '',
    `Isolation: ${isolations.join(', ')}. ${rows.length} wheels, ${sum(rows.map(({ builds }) => builds))} builds, ${Math.round(sum(rows.map(({ seconds }) => seconds)) / 60)} minutes with two cores that had other work, too.`,
    '',
    '| wheel | back-end | `python -m build` | source alone | surroundings replayed | surroundings of the best | what is left |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(line),
    '',
  ].join('\n')
}

function totals(rows: readonly Row[]): readonly string[] {
  const count = (grade: ReproductionGrade, key: 'plain' | 'unreplayed' | 'grade'): string =>
    String(rows.filter((row) => row[key] === grade).length)
  return [
    `| of ${rows.length} | \`python -m build\` today | source alone | surroundings replayed |`,
    '|---|---|---|---|',
    ...GRADES.map(
      (grade) =>
        `| ${WORDS[grade]} | ${count(grade, 'plain')} | ${count(grade, 'unreplayed')} | ${count(grade, 'grade')} |`,
    ),
  ]
}

function line({ name, backend, plain, unreplayed, grade, around, python, why }: Row): string {
  const best = around === '' ? '' : `Python ${python}, ${around}`
  const cells = [
    name.replace('==', ' '),
    backend,
    WORDS[plain],
    WORDS[unreplayed],
    WORDS[grade],
    best,
    firstLine(why),
  ]
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 160)
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
