import type { Argv } from 'yargs'
import { EXIT_MEANINGS, type ExitCode } from './exit-code.ts'

/** What `trustctl VERB --help` says beside the options. */
export interface Manual {
  /** Arguments as a person types them, e.g. `[--json] FILE...`; the verb's name is put before it. */
  readonly synopsis: string
  /** Paragraphs. */
  readonly description: readonly string[]
  /** The shape that `--json` prints. */
  readonly json: readonly string[]
  readonly exitCodes: readonly ExitCode[]
  readonly examples: readonly Example[]
  readonly files: readonly FileNote[]
  readonly seeAlso: readonly string[]
}

interface Example {
  readonly command: string
  readonly does: string
}

interface FileNote {
  readonly path: string
  readonly what: string
}

/** Puts a manual around a verb's options. */
export function withManual<T>(parser: Argv<T>, name: string, manual: Manual): Argv<T> {
  const usage = [`trustctl ${name} ${manual.synopsis}`.trimEnd(), ...manual.description].join('\n\n')
  return parser.usage(usage).epilogue(sections(manual))
}

function sections(manual: Manual): string {
  return [
    section('Output of --json', manual.json),
    section(
      'Exit codes',
      manual.exitCodes.map((code) => `${String(code).padStart(2)}  ${EXIT_MEANINGS[code]}`),
    ),
    section(
      'Examples',
      manual.examples.flatMap(({ command, does }) => [`# ${does}`, command]),
    ),
    section(
      'Files',
      manual.files.flatMap(({ path, what }) => [path, `    ${what}`]),
    ),
    section('See also', [manual.seeAlso.join(', ')]),
  ]
    .filter((text) => text !== '')
    .join('\n\n')
}

function section(title: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [title, ...lines.map((line) => `  ${line}`)].join('\n')
}
