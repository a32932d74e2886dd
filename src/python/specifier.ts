import { compareParts } from './version-order.ts'
import { partsOf, readVersion, type Version, type VersionParts } from './version.ts'

type Operator = '===' | '==' | '!=' | '<=' | '>=' | '~=' | '<' | '>'

interface Clause {
  readonly operator: Operator
  readonly text: string
  /** True for `==1.0.*`. */
  readonly wildcard: boolean
  /** Null for `===`, which compares text. */
  readonly version: VersionParts | null
}

/** A comma-separated list of version specifiers, all of which must hold (PEP 440). */
export interface SpecifierSet {
  readonly text: string
  readonly clauses: readonly Clause[]
}

const MAX_LENGTH = 4096
const OPERATORS: readonly Operator[] = ['===', '==', '!=', '<=', '>=', '~=', '<', '>']

/** The specifiers of a text such as `>=1.0, !=1.3.*`, or null. The empty text is the set that every version is in. */
export function parseSpecifierSet(text: string): SpecifierSet | null {
  if (text.length > MAX_LENGTH) return null
  const clauses: Clause[] = []
  for (const part of text.split(',').map((each) => each.trim())) {
    if (part === '') continue
    const clause = parseClause(part)
    if (clause === null) return null
    clauses.push(clause)
  }
  return { text: text.trim(), clauses }
}

function parseClause(text: string): Clause | null {
  const operator = OPERATORS.find((sign) => text.startsWith(sign))
  if (operator === undefined) return null
  const wanted = text.slice(operator.length).trim()
  if (operator === '===')
    return /[\s;)]/.test(wanted) ? null : { operator, text: wanted, wildcard: false, version: null }
  const wildcard = wanted.endsWith('.*')
  const version = readVersion(wildcard ? wanted.slice(0, -2) : wanted)
  return version !== null && fits(operator, version, wildcard)
    ? { operator, text: wanted, wildcard, version }
    : null
}

function fits(
  operator: Operator,
  { release, pre, post, dev, local }: VersionParts,
  wildcard: boolean,
): boolean {
  if (operator === '==' || operator === '!=') {
    return !wildcard || (pre === null && post === null && dev === null && local === null)
  }
  return !wildcard && local === null && (operator !== '~=' || release.length > 1)
}

/**
 * Whether every specifier of the set holds for the version. With `prereleases: false` none that is a pre-release or a
 * development release does.
 */
export function matchesSpecifier(
  set: SpecifierSet,
  version: Version,
  { prereleases = true }: { readonly prereleases?: boolean } = {},
): boolean {
  const parts = partsOf(version)
  if (!prereleases && isPrerelease(parts)) return false
  return set.clauses.every((clause) => holds(clause, version, parts))
}

function holds(
  { operator, text, wildcard, version: wanted }: Clause,
  version: Version,
  parts: VersionParts,
): boolean {
  if (wanted === null) return version.toLowerCase() === text.toLowerCase()
  const open = withoutLocal(parts)
  switch (operator) {
    case '===':
      return version === text
    case '==':
      return wildcard ? hasPrefix(parts, wanted, wanted.release) : equals(parts, wanted)
    case '!=':
      return !(wildcard ? hasPrefix(parts, wanted, wanted.release) : equals(parts, wanted))
    case '<=':
      return compareParts(open, wanted) <= 0
    case '>=':
      return compareParts(open, wanted) >= 0
    case '~=':
      return compareParts(open, wanted) >= 0 && hasPrefix(parts, wanted, wanted.release.slice(0, -1))
    case '<':
      return isBefore(parts, wanted)
    case '>':
      return isAfter(parts, wanted)
  }
}

/** PEP 440, «Version matching»: a local label counts only where the specifier has one. */
function equals(parts: VersionParts, wanted: VersionParts): boolean {
  return compareParts(wanted.local === null ? withoutLocal(parts) : parts, wanted) === 0
}

function hasPrefix(parts: VersionParts, { epoch }: VersionParts, prefix: readonly bigint[]): boolean {
  return parts.epoch === epoch && prefix.every((number, index) => number === (parts.release[index] ?? 0n))
}

/** PEP 440, «Exclusive ordered comparison»: `<V` leaves out pre-releases of V, the first of which is its dev0. */
function isBefore(parts: VersionParts, wanted: VersionParts): boolean {
  return compareParts(parts, isPrerelease(wanted) ? wanted : { ...wanted, dev: 0n }) < 0
}

/** The same clause: `>V` leaves out local versions of V, and post-releases of V unless V is one itself. */
function isAfter(parts: VersionParts, wanted: VersionParts): boolean {
  if (compareParts(withoutLocal(parts), wanted) <= 0) return false
  const isPostOfWanted =
    parts.post !== null && compareParts({ ...withoutLocal(parts), post: null, dev: null }, wanted) === 0
  return !isPostOfWanted
}

function isPrerelease({ pre, dev }: VersionParts): boolean {
  return pre !== null || dev !== null
}

function withoutLocal(parts: VersionParts): VersionParts {
  return { ...parts, local: null }
}
