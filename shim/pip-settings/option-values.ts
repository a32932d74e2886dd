import type { CommandLine } from './command-line.ts'
import { optionName, parseConfigText } from './config-text.ts'

/** What `OpenRequest` tells about pip's settings. */
export interface PipInput {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  readonly config: readonly { readonly path: string; readonly text: string }[]
}

/** Every value of an option, weakest first; looked up by long name. */
export interface OptionValues {
  /** The value that counts, or null; a switch's is `''`. */
  last(name: string): string | null
  /** All values of an option that is given more than once, split as pip splits configuration values. */
  all(name: string): readonly string[]
  /** Whether a switch is on. */
  isOn(name: string): boolean
  /** Whether anybody set it, anywhere. */
  isSet(name: string): boolean
}

const TRUE = new Set(['1', 'y', 'yes', 't', 'true', 'on', ''])

/**
 * Joins the three places as pip does: configuration (`[global]`, then the command's section), then `PIP_*`, then the
 * command line. A later place replaces an earlier one; on the command line, options that add are added to it.
 */
export function optionValues(input: PipInput, line: CommandLine): OptionValues {
  const standing = standingValues(input, line)
  const given = (name: string): string[] =>
    line.options.filter((option) => option.name === name).map((option) => option.value ?? '')
  const all = (name: string): string[] => [...split(standing.get(name)), ...given(name)]
  return {
    last: (name) => given(name).at(-1) ?? standing.get(name) ?? null,
    all,
    isOn: (name) => {
      const value = given(name).at(-1) ?? standing.get(name)
      return value !== undefined && TRUE.has(value.trim().toLowerCase())
    },
    isSet: (name) => given(name).length > 0 || standing.has(name),
  }
}

function standingValues({ env, config }: PipInput, line: CommandLine): ReadonlyMap<string, string> {
  const values = new Map<string, string>()
  const files = config.map((file) => parseConfigText(file.text))
  for (const section of ['global', line.command ?? 'global']) {
    for (const file of files) for (const [name, value] of file.get(section) ?? []) values.set(name, value)
  }
  if (line.options.some((option) => option.name === 'isolated')) return values
  for (const [name, value] of Object.entries(env)) {
    if (name.startsWith('PIP_') && value !== '') values.set(optionName(name.slice(4)), value)
  }
  return values
}

const split = (value: string | undefined): string[] => value?.split(/\s+/).filter((part) => part !== '') ?? []
