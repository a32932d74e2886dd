import { type GivenOption, parseCommandLine } from './command-line.ts'

/** A line that continues: a backslash at its end. */
const CONTINUED = /\\(?:\r\n|[\r\n])/g

/** The lines of a requirements file as pip takes them: continued ones joined, without comments and blank lines. */
export function requirementLines(text: string): readonly string[] {
  return text
    .replaceAll(CONTINUED, ' ')
    .split(/\r\n|[\r\n]/)
    .map((line) => line.replace(/(?:^|\s)#.*$/, '').trim())
    .filter((line) => line !== '')
}

/** The options that stand in lines, by their long names: `-r x`, `-rx`, `--extra-index-url=x`. */
export function optionsIn(lines: readonly string[]): readonly GivenOption[] {
  return lines
    .filter((line) => /(?:^|\s)-/.test(line))
    .flatMap((line) => parseCommandLine(shellWords(line)).options)
}

/** What Python's `shlex.split` makes of a line. */
function shellWords(line: string): readonly string[] {
  const pieces = line.match(/(?:\\.|"(?:\\.|[^"\\])*"|'[^']*'|[^\s"'\\])+/g) ?? []
  return pieces.map((piece) => piece.replaceAll(/\\(.)|["']/g, (_, escaped?: string) => escaped ?? ''))
}
