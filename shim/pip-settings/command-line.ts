import { longOption, shortOption } from './option-table.ts'

/** One option of a command line, with its long name; `value` is null for switches. */
export interface GivenOption {
  readonly name: string
  readonly value: string | null
}

/** pip's arguments, read as pip's option parser (optparse, options and words mixed) reads them. */
export interface CommandLine {
  /** The subcommand: the first word that is neither an option nor an option's value. */
  readonly command: string | null
  readonly options: readonly GivenOption[]
  /** What is left: requirements, paths, URLs. */
  readonly words: readonly string[]
  /** True where an option lacks its value, or has the word `--` for one: what is put in there would become the value. */
  readonly lacksValue: boolean
}

/** Stands for a value that never came: no argument can hold a NUL. */
const MISSING = '\0'

/** Reads pip's arguments without the program. What pip itself would refuse is passed over. */
export function parseCommandLine(argv: readonly string[]): CommandLine {
  const options: GivenOption[] = []
  const words: string[] = []
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') words.push(...rest.splice(0))
    else if (word.startsWith('--')) options.push(...readLong(word, rest))
    else if (word.startsWith('-') && word !== '-') options.push(...readShort(word, rest))
    else words.push(word)
  }
  const lacksValue = options.some(({ value }) => value === MISSING || value === '--')
  const given = options.map(({ name, value }) => ({ name, value: value === MISSING ? '' : value }))
  return { command: words.shift() ?? null, options: given, words, lacksValue }
}

function readLong(word: string, rest: string[]): GivenOption[] {
  const equals = word.indexOf('=')
  const option = longOption(word.slice(2, equals < 0 ? undefined : equals))
  if (option === null) return []
  if (!option.takesValue) return [{ name: option.name, value: null }]
  return [{ name: option.name, value: equals < 0 ? (rest.shift() ?? MISSING) : word.slice(equals + 1) }]
}

/** `-qi URL` and `-iURL`: letters in a bundle, the first that takes a value takes the rest. */
function readShort(word: string, rest: string[]): GivenOption[] {
  const options: GivenOption[] = []
  for (let at = 1; at < word.length; at += 1) {
    const option = shortOption(word.charAt(at))
    if (option.takesValue) {
      const attached = word.slice(at + 1)
      return [
        ...options,
        { name: option.name, value: attached === '' ? (rest.shift() ?? MISSING) : attached },
      ]
    }
    options.push({ name: option.name, value: null })
  }
  return options
}
