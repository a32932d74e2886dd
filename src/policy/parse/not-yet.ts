import type { Path, PolicyProblem } from '../policy-problem.ts'
import type { PolicyFile } from '../schema/index.ts'
import type { YamlText } from './read-yaml.ts'

/** A part of the language whose facts are not gathered yet. `path` has `*` for any one step and `**` for any number. */
interface Later {
  readonly name: string
  readonly path: readonly string[]
  /** Only where the value is this one. */
  readonly value?: string
}

const LATER: readonly Later[] = [
  { name: 'revocations', path: ['availability', 'revocations'] },
  { name: 'provenance', path: ['requirements', '*', '**', 'provenance'] },
  { name: 'provenance', path: ['exceptions', '*', 'waive', '*'], value: 'provenance' },
]

/**
 * What the file asks for and this version can't hold it to: refused by name, so that nothing is silently ignored.
 * Everything else of the language is enforced.
 */
export function notYetProblems(file: PolicyFile, yaml: YamlText): readonly PolicyProblem[] {
  const problems: PolicyProblem[] = []
  walk(file, [], (path, value) => {
    const later = LATER.find((part) => isAt(part, path, value))
    if (later !== undefined) problems.push(refusal(later, path, yaml))
    return later === undefined
  })
  return problems
}

/** `visit` says whether to go on below. */
function walk(value: unknown, path: Path, visit: (path: Path, value: unknown) => boolean): void {
  if (!visit(path, value) || typeof value !== 'object' || value === null) return
  const isList = Array.isArray(value)
  for (const [key, child] of Object.entries(value)) walk(child, [...path, isList ? Number(key) : key], visit)
}

function isAt(later: Later, path: Path, value: unknown): boolean {
  if (later.path[0] !== path[0] || (later.value !== undefined && later.value !== value)) return false
  return pathMatches(later.path, path.map(String))
}

function pathMatches(pattern: readonly string[], path: readonly string[]): boolean {
  const [first, ...rest] = pattern
  if (first === undefined) return path.length === 0
  if (first === '**') return path.some((_, at) => pathMatches(rest, path.slice(at)))
  return path.length > 0 && (first === '*' || first === path[0]) && pathMatches(rest, path.slice(1))
}

function refusal(later: Later, path: Path, yaml: YamlText): PolicyProblem {
  const isValue = later.value !== undefined
  const place = yaml.where(path, isValue ? 'value' : 'key')
  const message = `\`${later.name}\` needs facts that this version does not gather yet; remove it at line ${place.line}`
  return { code: 'not-yet', message, ...place, hint: null }
}
