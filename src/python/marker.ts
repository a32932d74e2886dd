import { matchesSpecifier, parseSpecifierSet } from './specifier.ts'
import { parseVersion } from './version.ts'

/** The variables of an environment marker (PEP 508), by name: `python_version`, `sys_platform`, …. */
export type MarkerEnvironment = Readonly<Record<MarkerVariable, string>>

export type MarkerVariable = (typeof MARKER_VARIABLES)[number]

export const MARKER_VARIABLES = [
  'os_name',
  'sys_platform',
  'platform_machine',
  'platform_python_implementation',
  'platform_release',
  'platform_system',
  'platform_version',
  'python_version',
  'python_full_version',
  'implementation_name',
  'implementation_version',
] as const

/** A marker that was read. */
export type Marker =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Marker[] }
  | { readonly kind: 'compare'; readonly left: Operand; readonly operator: string; readonly right: Operand }

type Operand = { readonly variable: MarkerVariable | 'extra' } | { readonly text: string }

const MAX_LENGTH = 4096
const MAX_DEPTH = 16
const TOKEN =
  /\s*(?:(?<bracket>[()])|(?<quoted>"[^"]*"|'[^']*')|(?<operator>===|==|~=|!=|<=|>=|<|>|not\s+in\b|in\b)|(?<word>[a-z_.]+))/y
/** Names of before PEP 508, which Python's `packaging` still takes. */
const OLD_NAMES: Readonly<Record<string, string>> = {
  'os.name': 'os_name',
  'sys.platform': 'sys_platform',
  'platform.version': 'platform_version',
  'platform.machine': 'platform_machine',
  'platform.python_implementation': 'platform_python_implementation',
  python_implementation: 'platform_python_implementation',
}

interface Token {
  readonly kind: 'bracket' | 'quoted' | 'operator' | 'word'
  readonly text: string
}

/** Reads a marker (PEP 508 and the dependency specifiers specification); null for what is none, or over 4096 characters. */
export function parseMarker(text: string): Marker | null {
  const tokens = text.length > MAX_LENGTH ? null : tokensOf(text)
  if (tokens === null) return null
  const reader = new MarkerReader(tokens)
  const marker = reader.or(0)
  return marker !== null && reader.isAtEnd() ? marker : null
}

/** Whether the marker holds there, with this extra asked for (none: the empty text). */
export function markerHolds(marker: Marker, environment: MarkerEnvironment, extra: string): boolean {
  switch (marker.kind) {
    case 'and':
      return marker.parts.every((part) => markerHolds(part, environment, extra))
    case 'or':
      return marker.parts.some((part) => markerHolds(part, environment, extra))
    case 'compare':
      return compares(marker, environment, extra)
  }
}

function compares(
  { left, operator, right }: Extract<Marker, { readonly kind: 'compare' }>,
  environment: MarkerEnvironment,
  extra: string,
): boolean {
  const isExtra = [left, right].some((each) => 'variable' in each && each.variable === 'extra')
  const value = (operand: Operand): string => {
    if ('text' in operand) return isExtra ? extraName(operand.text) : operand.text
    return operand.variable === 'extra' ? extraName(extra) : environment[operand.variable]
  }
  const [a, b] = [value(left), value(right)]
  if (operator === 'in') return b.includes(a)
  if (operator === 'not in') return !b.includes(a)
  return byVersion(a, operator, b) ?? byText(a, operator, b)
}

/** PEP 508: where the right side is a version specifier, versions are compared; null where it is none. */
function byVersion(a: string, operator: string, b: string): boolean | null {
  const specifier = parseSpecifierSet(`${operator}${b}`)
  const version = parseVersion(a)
  return specifier === null || version === null ? null : matchesSpecifier(specifier, version)
}

function byText(a: string, operator: string, b: string): boolean {
  switch (operator) {
    case '==':
    case '===':
      return a === b
    case '!=':
      return a !== b
    case '<':
      return a < b
    case '<=':
      return a <= b
    case '>':
      return a > b
    case '>=':
      return a >= b
    default:
      // `~=` means nothing for text.
      return false
  }
}

/** PEP 685. */
const extraName = (text: string): string => text.toLowerCase().replaceAll(/[-_.]+/g, '-')

function tokensOf(text: string): readonly Token[] | null {
  const tokens: Token[] = []
  const source = text.trimEnd()
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < source.length) {
    const groups = TOKEN.exec(source)?.groups
    if (groups === undefined) return null
    for (const kind of ['bracket', 'quoted', 'operator', 'word'] as const) {
      const found = groups[kind]
      if (found !== undefined)
        tokens.push({ kind, text: found.replaceAll(/\s+/g, kind === 'operator' ? ' ' : '$&') })
    }
  }
  return tokens
}

/** Reads by recursive descent: `or` binds less than `and`. */
class MarkerReader {
  readonly #tokens: readonly Token[]
  #at = 0

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens
  }

  isAtEnd(): boolean {
    return this.#at === this.#tokens.length
  }

  or(depth: number): Marker | null {
    return this.#joined('or', () => this.#joined('and', () => this.#atom(depth)))
  }

  #joined(kind: 'and' | 'or', part: () => Marker | null): Marker | null {
    const parts: Marker[] = []
    do {
      const next = part()
      if (next === null) return null
      parts.push(next)
    } while (this.#takes('word', kind))
    const [only, ...others] = parts
    return only !== undefined && others.length === 0 ? only : { kind, parts }
  }

  #atom(depth: number): Marker | null {
    if (depth > MAX_DEPTH) return null
    if (this.#takes('bracket', '(')) {
      const inner = this.or(depth + 1)
      return inner !== null && this.#takes('bracket', ')') ? inner : null
    }
    const left = this.#operand()
    const operator = this.#next('operator')
    const right = this.#operand()
    if (left === null || operator === null || right === null) return null
    return { kind: 'compare', left, operator, right }
  }

  #operand(): Operand | null {
    const quoted = this.#next('quoted')
    if (quoted !== null) return { text: quoted.slice(1, -1) }
    const word = this.#next('word')
    const name = word === null ? null : (OLD_NAMES[word] ?? word)
    const variable = ([...MARKER_VARIABLES, 'extra'] as const).find((each) => each === name)
    return variable === undefined ? null : { variable }
  }

  #next(kind: Token['kind']): string | null {
    const token = this.#tokens[this.#at]
    if (token?.kind !== kind) return null
    this.#at += 1
    return token.text
  }

  #takes(kind: Token['kind'], text: string): boolean {
    const token = this.#tokens[this.#at]
    if (token?.kind !== kind || token.text !== text) return false
    this.#at += 1
    return true
  }
}
