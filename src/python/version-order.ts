import { partsOf, type Version, type VersionParts } from './version.ts'

/** Order of PEP 440: negative where `a` comes before `b`, 0 where they are equal (`1.0` and `1`). */
export function compareVersions(a: Version, b: Version): number {
  return compareParts(partsOf(a), partsOf(b))
}

/** `compareVersions` for versions that are taken apart already. */
export function compareParts(a: VersionParts, b: VersionParts): number {
  return (
    compare(a.epoch, b.epoch) ||
    compareReleases(a.release, b.release) ||
    compare(preRank(a), preRank(b)) ||
    compare(a.pre?.number ?? 0n, b.pre?.number ?? 0n) ||
    compare(a.post ?? -1n, b.post ?? -1n) ||
    compareDev(a.dev, b.dev) ||
    compareLocal(a.local, b.local)
  )
}

/** Trailing zeros don't count. */
function compareReleases(a: readonly bigint[], b: readonly bigint[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index += 1) {
    const order = compare(a[index] ?? 0n, b[index] ?? 0n)
    if (order !== 0) return order
  }
  return 0
}

function compare<T extends bigint | number | string>(a: T, b: T): number {
  if (a === b) return 0
  return a < b ? -1 : 1
}

/** A development release of nothing else comes before every pre-release, and a final one after them all. */
function preRank({ pre, post, dev }: VersionParts): number {
  if (pre !== null) return { a: 1, b: 2, rc: 3 }[pre.phase]
  return post === null && dev !== null ? 0 : 4
}

function compareDev(a: bigint | null, b: bigint | null): number {
  if (a === null || b === null) return compare(Number(a === null), Number(b === null))
  return compare(a, b)
}

function compareLocal(a: VersionParts['local'], b: VersionParts['local']): number {
  const [left, right] = [a ?? [], b ?? []]
  for (const [index, part] of left.entries()) {
    const other = right[index]
    const order = other === undefined ? 1 : compareLocalParts(part, other)
    if (order !== 0) return order
  }
  return compare(left.length, right.length)
}

/** Numbers come after words. */
function compareLocalParts(a: bigint | string, b: bigint | string): number {
  if (typeof a === 'bigint') return typeof b === 'bigint' ? compare(a, b) : 1
  return typeof b === 'bigint' ? -1 : compare(a, b)
}
