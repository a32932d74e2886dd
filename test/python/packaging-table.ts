import table from './packaging-table.json' with { type: 'json' }

type Row = readonly (string | null)[]

/** What Python's `packaging` says; made by make-packaging-table.py. */
export interface PackagingTable {
  /** A text, and the version's normal form or null. */
  readonly versions: readonly Row[]
  /** Versions with their place in the order. */
  readonly order: readonly (readonly (string | number)[])[]
  /** A set; which of `order`'s versions are in it as a row of 0 and 1, with and without pre-releases; null where invalid. */
  readonly specifiers: readonly Row[]
  readonly names: readonly Row[]
  /** A file name, and project, version, build tag, tags; or null. */
  readonly wheels: readonly (readonly unknown[])[]
  readonly sdists: readonly (readonly unknown[])[]
}

export const PACKAGING: PackagingTable = table
