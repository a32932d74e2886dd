import { effectiveText, readYaml, type Policy } from '../../policy/index.ts'
import { pathsByLine, type Path } from './paths-by-line.ts'

/** A text that a policy was made of. */
export interface OriginText {
  /** What people call it: `policy.yaml`, `preset:balanced`. */
  readonly label: string
  readonly text: string
}

/** A line of the effective policy, and where what it says is written. */
export interface OriginLine {
  readonly line: string
  /** Null for what is nowhere written because it holds by itself. */
  readonly at: { readonly label: string; readonly line: number } | null
}

/**
 * The effective policy line by line, with the file and line that each comes from. `texts` in the order in which they count: the
 * person's file before the preset that it extends.
 */
export function originLines(policy: Policy, texts: readonly OriginText[]): readonly OriginLine[] {
  const text = effectiveText(policy)
  const paths = pathsByLine(text)
  const sources = texts.flatMap((source) => opened(source) ?? [])
  return text
    .trimEnd()
    .split('\n')
    .map((line, nth) => {
      const path = paths.get(nth + 1)
      return { line, at: path === undefined ? null : placeOf(path, policy, sources) }
    })
}

interface Opened {
  readonly label: string
  readonly value: unknown
  readonly lineOf: (path: Path) => number
}

function opened({ label, text }: OriginText): Opened | null {
  const read = readYaml(text)
  if (!read.ok) return null
  return { label, value: read.yaml.value, lineOf: (path) => read.yaml.where(path, 'key').line }
}

/** The first text that has it. */
function placeOf(path: Path, policy: Policy, sources: readonly Opened[]): OriginLine['at'] {
  let passed = 0
  for (const source of sources) {
    const own = pathIn(source.value, path, policy, passed)
    if (own !== null) return { label: source.label, line: source.lineOf(own) }
    passed += listAt(source.value, path[0] ?? '').length
  }
  return null
}

/** Lists whose entries are put one behind the other. */
const IN_A_ROW: ReadonlySet<unknown> = new Set(['floor', 'exceptions', 'rollout', 'tests'])

/** The same value's path in a text; `passed` entries of its list come from the texts before. */
function pathIn(value: unknown, path: Path, { effective }: Policy, passed: number): Path | null {
  const [section = '', key, ...rest] = path
  if (typeof key !== 'number') return has(value, path) ? path : null
  if (section !== 'rules')
    return inList(value, [section, IN_A_ROW.has(section) ? key - passed : key, ...rest])
  const id = effective.rules?.[key]?.id
  return inList(value, [section, listAt(value, section).findIndex((rule) => at(rule, 'id') === id), ...rest])
}

function inList(value: unknown, path: Path): Path | null {
  return has(value, path) ? path : null
}

function listAt(value: unknown, section: string | number): readonly unknown[] {
  const list = at(value, section)
  return Array.isArray(list) ? list : []
}

function has(value: unknown, path: Path): boolean {
  return path.reduce<unknown>((node, step) => at(node, step), value) !== undefined
}

function at(node: unknown, step: string | number): unknown {
  if (typeof node !== 'object' || node === null || !Object.hasOwn(node, step)) return undefined
  return new Map<string, unknown>(Object.entries(node)).get(String(step))
}
